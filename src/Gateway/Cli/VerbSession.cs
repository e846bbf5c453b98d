using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary>What a verb works with: the management operations of the gateway, and where it prints.</summary>
/// <param name="Management">The operations, in the running gateway or in this process.</param>
/// <param name="Output">Where it prints.</param>
internal sealed record VerbSession(ManagementClient Management, VerbOutput Output)
{
    /// <summary>Prints why an operation was refused.</summary>
    /// <returns>The exit code: usage for something invalid, finding for something that does not exist or stands against it.</returns>
    public int Fail(ManagementRefusal refusal) => Output.Fail(
        refusal.Status switch
        {
            StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity => ExitCode.Usage,
            StatusCodes.Status404NotFound or StatusCodes.Status409Conflict => ExitCode.Finding,
            _ => ExitCode.Fault,
        },
        refusal.Problem);
}

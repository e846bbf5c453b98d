using System.CommandLine;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>agency rotate-key ID</c>.</summary>
internal sealed class AgencyRotateKeyVerb : Verb
{
    private readonly Argument<string> _id = new("ID") { Description = "The agency." };
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public AgencyRotateKeyVerb(VerbRunner runner)
        : base("rotate-key", "Issues another key and prints it. The key before it stays valid until the next rotation.",
            "there is no such agency, or it is disabled")
    {
        Add(_id);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken) =>
        IssuedKeyPrinter.Print(
            session,
            await session.Management.PostAsync(
                $"manage/v1/agencies/{Uri.EscapeDataString(parsed.GetRequiredValue(_id))}/keys", ManagementJson.Default.IssuedKey, cancellationToken),
            "has another key");
}

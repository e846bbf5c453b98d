using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary>Prints a key, the only time that it is shown.</summary>
internal static class IssuedKeyPrinter
{
    /// <summary>Prints the key, or why there is none.</summary>
    /// <returns>The exit code.</returns>
    public static int Print(VerbSession session, ManagementAnswer<IssuedKey> answer, string what)
    {
        switch (answer)
        {
            case ManagementAnswer<IssuedKey>.Answered { Value: { } issued }:
                session.Output.Data(issued, ManagementJson.Default.IssuedKey, text =>
                {
                    text.WriteLine($"Agency {issued.Id} {what}. Its key, shown this once:");
                    text.WriteLine();
                    text.WriteLine("  " + issued.Key);
                    text.WriteLine();
                    text.WriteLine("Its system sends the key in the header Hmis-Gateway-Key.");
                });
                return ExitCode.Done;
            case ManagementAnswer<IssuedKey>.Refused refused:
                return session.Fail(refused.Refusal);
            default:
                throw new InvalidOperationException("An operation is answered or refused.");
        }
    }
}

using HmisGateway.Ledger;

namespace HmisGateway.Hosting;

/// <summary>Checks the section <c>Ledger</c>.</summary>
internal static class LedgerOptionsCheck
{
    private const string Anchor = "Ledger:Anchor";
    private const string Credential = "Ledger:AnchorCredential";
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Everything that is wrong with it.</summary>
    public static IEnumerable<ConfigurationProblem> Problems(GatewayConfiguration configuration)
    {
        LedgerOptions ledger = configuration.Ledger;
        if (ledger.AnchorInterval < ShortestInterval || ledger.AnchorInterval > LongestInterval)
        {
            yield return new("Ledger:AnchorInterval", $"{ledger.AnchorInterval:c} is not between {ShortestInterval:c} and {LongestInterval:c}.",
                "The default is 00:01:00.");
        }

        if (ledger.AnchorTimeout < ShortestTimeout || ledger.AnchorTimeout > LongestTimeout)
        {
            yield return new("Ledger:AnchorTimeout", $"{ledger.AnchorTimeout:c} is not between {ShortestTimeout:c} and {LongestTimeout:c}.",
                "The default is 00:00:10.");
        }

        AnchorCredentialOptions credential = ledger.AnchorCredential;
        bool isAddress = ledger.Anchor is not null && AnchorPlace.IsAddress(ledger.Anchor);
        if (!isAddress && (!string.IsNullOrEmpty(credential.Header) || !string.IsNullOrEmpty(credential.FromFile)))
        {
            yield return new(Credential, "nobody is called: Ledger:Anchor is no address.", "Remove it, or set Ledger:Anchor to an https address.");
            yield break;
        }

        foreach (ConfigurationProblem problem in isAddress ? AddressProblems(ledger) : FileProblems(ledger, configuration.Storage))
        {
            yield return problem;
        }
    }

    private static IEnumerable<ConfigurationProblem> AddressProblems(LedgerOptions ledger)
    {
        if (AnchorPlace.AddressProblem(ledger.Anchor!) is { } problem)
        {
            yield return new(Anchor, problem, "Write it like https://anchor.example.org/hmis-gateway; plain http is for loopback only.");
        }

        foreach (ConfigurationProblem ofCredential in CredentialCheck.Problems(
            ledger.AnchorCredential.Header, ledger.AnchorCredential.FromFile, Credential, "then the endpoint is called without a credential."))
        {
            yield return ofCredential;
        }
    }

    private static IEnumerable<ConfigurationProblem> FileProblems(LedgerOptions ledger, StorageOptions storage)
    {
        if (Directory.Exists(ledger.Anchor))
        {
            yield return new(Anchor, $"{ledger.Anchor} is a folder.", "Name a file; it is created when it does not exist.");
        }

        string data = Path.TrimEndingDirectorySeparator(storage.DataDirectory) + Path.DirectorySeparatorChar;
        if (ledger.Anchor?.StartsWith(data, StringComparison.Ordinal) == true)
        {
            yield return new(Anchor, $"{ledger.Anchor} is in the data directory, so that a backup of the data would restore it too.",
                "Name a file outside of it, best on another machine's disk.");
        }
    }
}

using System.CommandLine;
using System.Globalization;
using HmisGateway.Hosting;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>profile list</c>.</summary>
internal sealed class ProfileListVerb : Verb
{
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public ProfileListVerb(VerbRunner runner)
        : base("list", "Lists the vendor profiles that are shipped, and those in Vendor:ProfileDirectory.", "a profile cannot be used")
    {
        Add(_output);
        SetAction((parsed, cancel) => runner.RunAsync(parsed, _output, (output, _) => Task.FromResult(List(runner, parsed, output)), cancel));
    }

    private static int List(VerbRunner runner, ParseResult parsed, VerbOutput output)
    {
        ConfigurationReading reading = ConfigurationReader.Read(runner.ConfigurationArguments(parsed));
        if (reading is ConfigurationReading.Unusable { Partial: null, Problems: var problems })
        {
            return VerbRunner.Refuse(output, problems);
        }

        ProfileCatalog catalog = reading is ConfigurationReading.Unusable { Partial: { } partial }
            ? partial.Profiles
            : ((ConfigurationReading.Usable)reading).Configuration.Profiles;
        IReadOnlyList<ProfileListing> listings =
        [
            .. catalog.Entries.Select(static p => new ProfileListing(
                p.Profile.Name, p.Profile.Rules.Count, p.IsShipped ? "shipped" : p.Source, p.Profile.Hash, p.Profile.Description)),
        ];
        output.Data(listings, ManagementJson.Default.IReadOnlyListProfileListing, text => TextTable.Write(
            text,
            ["NAME", "RULES", "SOURCE", "HASH", "DESCRIPTION"],
            [.. listings.Select(static p => (IReadOnlyList<string>)[p.Name, p.Rules.ToString(CultureInfo.InvariantCulture), p.Source, p.Hash[..12], p.Description])]));
        foreach (ConfigurationProblem problem in catalog.Problems)
        {
            output.Fail(ExitCode.Finding, problem.ToString());
        }

        return catalog.Problems.Count == 0 ? ExitCode.Done : ExitCode.Finding;
    }
}

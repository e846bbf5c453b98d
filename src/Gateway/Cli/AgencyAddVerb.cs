using System.CommandLine;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>agency add ID --name N</c>.</summary>
internal sealed class AgencyAddVerb : Verb
{
    private readonly Argument<string> _id = new("ID") { Description = "Words of a-z 0-9 joined by hyphens; never given twice." };
    private readonly Option<string> _name = new("--name") { Description = "The agency's name.", HelpName = "N", Required = true };
    private readonly Option<string> _type = new("--type")
    {
        Description = "Nothing of a victim-service provider is ever sent to HMIS.",
        HelpName = "standard|victim-service",
        DefaultValueFactory = static _ => AgencyTypeWords.Standard,
    };

    private readonly Option<string> _refusal = AgencySetVerb.Refusal();
    private readonly Option<OutputFormat> _output = CommonOptions.Output();

    /// <summary>Creates the verb.</summary>
    public AgencyAddVerb(VerbRunner runner)
        : base("add", "Adds an agency and prints its gateway key. The key is shown this once.", "the id is taken")
    {
        _type.AcceptOnlyFromAmong(AgencyTypeWords.Standard, AgencyTypeWords.VictimService);
        Add(_id);
        Add(_name);
        Add(_type);
        Add(_refusal);
        Add(_output);
        SetAction((parsed, cancel) => runner.ManageAsync(parsed, _output, (session, stop) => RunAsync(parsed, session, stop), cancel));
    }

    private async Task<int> RunAsync(ParseResult parsed, VerbSession session, CancellationToken cancellationToken)
    {
        NewAgency added = new(parsed.GetRequiredValue(_id), parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_type), parsed.GetValue(_refusal));
        ManagementAnswer<IssuedKey> answer = await session.Management.PostAsync(
            "manage/v1/agencies", added, ManagementJson.Default.NewAgency, ManagementJson.Default.IssuedKey, cancellationToken);
        return IssuedKeyPrinter.Print(session, answer, "is added");
    }
}

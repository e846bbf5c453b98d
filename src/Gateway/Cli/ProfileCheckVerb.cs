using System.CommandLine;
using HmisGateway.Hosting;
using HmisGateway.Management;
using HmisGateway.Policy.Profiles;
using HmisGateway.Profiles;

namespace HmisGateway.Cli;

/// <summary><c>profile check FILE</c>.</summary>
internal sealed class ProfileCheckVerb : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "A profile.", HelpName = "FILE" };
    private readonly Option<string?> _openApi = new("--openapi")
    {
        Description = "The vendor's OpenAPI document, JSON or YAML: lists its write operations that the profile leaves unclassified, and rules that it does not have.",
        HelpName = "SPEC",
    };

    private readonly Option<OutputFormat> _output = CommonOptions.Output();
    private readonly VerbRunner _runner;

    /// <summary>Creates the verb.</summary>
    public ProfileCheckVerb(VerbRunner runner)
        : base("check", "Checks a profile and prints everything that is wrong with it, each with its place in the file. A profile that it extends is looked for "
            + "among those that are shipped, in Vendor:ProfileDirectory and beside the file.", "the profile cannot be used, or leaves write operations unclassified")
    {
        _runner = runner;
        Add(_file);
        Add(_openApi);
        Add(_output);
        SetAction((parsed, cancel) => runner.RunAsync(parsed, _output, (output, stop) => RunAsync(parsed, output, stop), cancel));
    }

    private static void Print(TextWriter text, ProfileReport report)
    {
        foreach (ProfileError error in report.Errors)
        {
            text.WriteLine(error);
        }

        text.WriteLine(report.Errors.Count switch
        {
            0 => $"profile {report.Name}: {report.Rules} {(report.Rules == 1 ? "rule" : "rules")}, no problems",
            1 => "1 problem",
            var many => $"{many} problems",
        });
        if (report.Coverage is not { } coverage)
        {
            return;
        }

        foreach (UncoveredOperation open in coverage.Uncovered)
        {
            string types = open.ContentTypes.Count == 0 ? "" : $" with {string.Join(", ", open.ContentTypes)}";
            text.WriteLine($"not covered: {open.Method} {open.Path}{types}{(open.OperationId is { } id ? $" ({id})" : "")}: {Explain(open)}");
        }

        foreach (string rule in coverage.RulesNotInDocument)
        {
            text.WriteLine($"not in the document: rule '{rule}'");
        }

        text.WriteLine($"{coverage.Covered} of {coverage.WriteOperations} write operations are covered"
            + (coverage.BasePath.Length == 0 ? "" : $" (with the base path {coverage.BasePath})"));
    }

    private static string Explain(UncoveredOperation open) => open.Reason switch
    {
        "content_type_not_covered" => $"the rule '{open.Rule}' takes another content type",
        "body_not_covered" => $"the rule '{open.Rule}' takes no body",
        "path_not_canonical" => "the gateway takes no such path",
        _ => "no rule covers it",
    };

    private async Task<int> RunAsync(ParseResult parsed, VerbOutput output, CancellationToken cancellationToken)
    {
        string? stated = parsed.GetValue(_openApi);
        string? document = stated is null ? null : _runner.FindFile(stated, output);
        if (_runner.FindFile(parsed.GetRequiredValue(_file), output) is not { } file || (document is null) != (stated is null))
        {
            return ExitCode.Usage;
        }

        VendorApiDescription? api;
        try
        {
            api = document is null ? null : OpenApiReader.Read(await File.ReadAllBytesAsync(document, cancellationToken));
        }
        catch (InvalidDataException fault)
        {
            return output.Fail(ExitCode.Usage, $"{document}: {fault.Message}");
        }

        ProfileReport report = ProfileCompiler.Compile(await File.ReadAllBytesAsync(file, cancellationToken), Others(parsed, file)) switch
        {
            ProfileCompilation.Compiled { Profile: { } profile } =>
                new(profile.Name, profile.Rules.Count, [], api is null ? null : ProfileCoverage.Of(profile, api)),
            ProfileCompilation.Rejected { Errors: { } errors } => new(null, 0, errors, null),
            _ => throw new InvalidOperationException("A profile is compiled or rejected."),
        };
        output.Data(report, ManagementJson.Default.ProfileReport, text => Print(text, report));
        return report.Errors.Count == 0 && report.Coverage is not { Uncovered.Count: > 0 } ? ExitCode.Done : ExitCode.Finding;
    }

    /// <summary>What the profile may extend. A configuration with problems is no reason not to check a file.</summary>
    private Dictionary<string, ReadOnlyMemory<byte>> Others(ParseResult parsed, string file)
    {
        Dictionary<string, ReadOnlyMemory<byte>> others = new(_runner.Profiles(parsed).Files, StringComparer.Ordinal);
        foreach (string sibling in ProfileCatalog.LocalFiles(Path.GetDirectoryName(file)!).Where(other => other != file))
        {
            byte[] json = File.ReadAllBytes(sibling);
            if (ProfileCompiler.NameOf(json) is { } name)
            {
                others.TryAdd(name, json);
            }
        }

        return others;
    }
}

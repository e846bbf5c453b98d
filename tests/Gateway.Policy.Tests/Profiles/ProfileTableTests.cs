using System.Text;
using System.Text.Json;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>The table in the reference of profiles: what becomes of a request made from each rule, for a client of each choice.</summary>
public sealed class ProfileTableTests
{
    private const string Begin = "<!-- table of rules: begin -->\n";
    private const string End = "<!-- table of rules: end -->\n";

    /// <summary>Set the environment variable <c>UPDATE_DOCS</c> to write the table anew.</summary>
    [Fact]
    public void The_table_in_the_reference_is_what_really_happens()
    {
        string file = Path.Combine(The.Repository, "docs", "reference", "profiles.md");
        string text = File.ReadAllText(file).ReplaceLineEndings("\n");
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        (begin >= Begin.Length && end >= begin).ShouldBeTrue("the reference has a place for the table");
        string table = Table();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is { Length: > 0 })
        {
            File.WriteAllText(file, string.Concat(text.AsSpan(0, begin), table, text.AsSpan(end)));
            return;
        }

        text[begin..end].ShouldBe(table, "run the test once with UPDATE_DOCS=1, and read what changed");
    }

    private static string Table()
    {
        var text = new StringBuilder();
        foreach (VendorProfile profile in The.ShippedProfiles)
        {
            if (profile.Rules.Any(static rule => rule.Body == BodyFormat.HudCsv))
            {
                text.Append(null, $"\n#### {profile.Name}\n\nDecided row by row: [uploads](uploads.md).\n");
                continue;
            }

            text.Append(null, $"\n#### {profile.Name}\n\n| rule | operation | kind | Full | Limited | No Sharing | unknown |\n| --- | --- | --- | --- | --- | --- | --- |\n");
            foreach ((RouteRule route, RouteRule rule) in RuleRequest.Parts(profile))
            {
                string[] results = [.. Enum.GetValues<Who>().Select(who => Result(profile, route, rule, who))];
                text.Append(null, $"| {RuleRequest.NameOf(route, rule)} | {Word(rule.Operation)} | {Word(rule.Kind)} | {string.Join(" | ", results)} |\n");
            }
        }

        return text.Append('\n').ToString();
    }

    private static string Result(VendorProfile profile, RouteRule route, RouteRule rule, Who who)
    {
        RuleRequest request = RuleRequest.Of(route, rule, selector => Registry.Id(selector.Scheme, who), who);
        return Registry.Decide(profile, route.Method, request.Target, request.Body, [.. request.Headers, ("Content-Type", request.ContentType)]) switch
        {
            ConsentDecision.Forward => "forwarded",
            ConsentDecision.Divert divert => $"`{Word(divert.Code)}`",
            _ => throw new InvalidOperationException(),
        };
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

using System.Text.RegularExpressions;

namespace HmisGateway.Tests.Pipeline;

/// <summary>The document that tells how a write flows names classes that exist, and those of both storages.</summary>
public sealed partial class WriteFlowDocumentTests
{
    private static readonly string s_text = File.ReadAllText(RepositoryFile.Path("docs/how-a-write-flows.md"));

    [Fact]
    public void Every_class_that_it_names_exists()
    {
        HashSet<string> types = [.. typeof(Program).Assembly.GetTypes().Concat(typeof(HmisGateway.Policy.Decisions.ConsentPolicy).Assembly.GetTypes()).Select(static type => type.Name)];

        string[] named = [.. ClassName().Matches(s_text).Select(static match => match.Groups[1].Value).Distinct()];

        named.Length.ShouldBeGreaterThan(30);
        named.Where(name => !types.Contains(name)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SqliteStorage")]
    [InlineData("SqliteWriter")]
    [InlineData("ConsentFence")]
    [InlineData("PostgresStorage")]
    [InlineData("PostgresWriter")]
    [InlineData("PermitFence")]
    [InlineData("PostgresPermits")]
    public void The_way_through_both_storages_stands_in_it(string name) => s_text.ShouldContain($"`{name}`");

    /// <summary>A word in code type with two capitals at least and no other sign is a class; <c>Sqlite</c> or <c>Postgres</c> alone is a setting.</summary>
    [GeneratedRegex("`([A-Z][a-z]+(?:[A-Z][A-Za-z]*)+)`")]
    private static partial Regex ClassName();
}

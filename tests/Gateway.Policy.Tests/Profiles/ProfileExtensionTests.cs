using System.Security.Cryptography;
using System.Text;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>A profile that extends another one: what it replaces, adds and removes, and what it says when it cannot.</summary>
public sealed class ProfileExtensionTests
{
    private const string Base =
        """
        { "name": "base", "description": "The base.", "forwardHeaders": ["X-One"], "basePaths": ["/api"],
          "errorEnvelope": { "body": { "error": "{message} {receipt}" } },
          "shared": { "select": [{ "json": "/**/client", "scheme": "vendor" }, { "json": "/**/stay", "scheme": "enrollment" }],
                      "lock": [{ "json": "/**/private", "values": [true] }] },
          "rules": [
            { "name": "create", "method": "POST", "path": "/clients", "body": "json", "operation": "create", "kind": "client" },
            { "name": "note", "method": "POST", "path": "/notes", "body": "json", "operation": "create", "kind": "note" },
            { "name": "read", "method": "GET", "path": "/**", "operation": "read" } ] }
        """;

    [Fact]
    public void Rules_are_inherited_replaced_by_name_added_and_removed()
    {
        VendorProfile profile = Compile(
            """
            { "name": "own", "extends": "base", "remove": ["read"], "rules": [
              { "name": "file", "method": "POST", "path": "/files", "body": "json", "operation": "create", "kind": "attachment" },
              { "name": "note", "method": "PUT", "path": "/notes/{note}", "body": "json", "operation": "update", "kind": "note" } ] }
            """);

        profile.Name.ShouldBe("own");
        profile.Description.ShouldBe("The base.");
        profile.ErrorEnvelope.ShouldNotBeNull();
        profile.Rules.Select(static rule => $"{rule.Name} {rule.Method} {rule.Templates[0]}")
            .ShouldBe(["create POST /api/clients", "note PUT /api/notes/{note}", "file POST /api/files"]);
    }

    [Fact]
    public void A_profile_may_only_extend()
    {
        VendorProfile profile = Compile("""{ "name": "own", "extends": "base", "basePaths": ["/v2"] }""");

        profile.Rules.Select(static rule => rule.Templates[0].Text).ShouldBe(["/v2/clients", "/v2/notes", "/v2/**"]);
    }

    [Fact]
    public void Shared_selectors_are_merged_and_the_nearest_counts_for_inherited_rules_too()
    {
        VendorProfile profile = Compile(
            """
            { "name": "own", "extends": "base", "forwardHeaders": ["x-one", "X-Two"],
              "shared": { "select": [{ "json": "/**/client", "scheme": "agency" }, { "json": "/**/visit", "scheme": "record" }] } }
            """);

        RouteRule note = profile.Rules.Single(static rule => rule.Name == "note");
        note.Selectors.Select(static selector => $"{selector.Name} {selector.Scheme}")
            .ShouldBe(["/**/stay Enrollment", "/**/client Agency", "/**/visit Record"], ignoreOrder: true);
        note.ForwardHeaders.ShouldBe(["X-One", "X-Two"]);
    }

    [Fact]
    public void One_extends_another_that_extends_a_third()
    {
        VendorProfile profile = Compile(
            """{ "name": "own", "extends": "middle", "remove": ["note"] }""",
            ("middle", """{ "name": "middle", "extends": "base", "remove": ["create"] }"""));

        profile.Rules.ShouldHaveSingleItem().Name.ShouldBe("read");
    }

    [Fact]
    public void The_hash_of_an_extending_profile_changes_with_the_one_that_it_extends()
    {
        const string own = """{ "name": "own", "extends": "base" }""";
        string baseHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Base)));

        Compile(own).Hash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(baseHash + own))));
    }

    [Theory]
    [InlineData("""{ "name": "own", "extends": "bas" }""", "/extends", "no profile 'bas' to extend (did you mean 'base'?); known are base")]
    [InlineData("""{ "name": "own", "extends": "own" }""", "/extends", "own -> own")]
    [InlineData("""{ "name": "own", "extends": "base", "remove": ["notes"] }""", "/remove", "no rule 'notes' to remove (did you mean 'note'?)")]
    [InlineData("""{ "name": "own", "remove": ["note"], "rules": [] }""", "/remove", "Only a profile that extends")]
    [InlineData("""{ "name": "own", "extends": "base", "remove": ["note"], "rules": [{ "name": "note" }] }""", "/remove", "leave it out here")]
    [InlineData("""{ "name": "own", "extends": "base", "remove": ["create", "note", "read"] }""", "/rules", "at least one rule")]
    [InlineData("""{ "name": "own", "extends": "base", "rules": [{ "name": "again", "method": "POST", "path": "/notes", "operation": "create" }] }""", "/rules/0/path", "'note' at base#/rules/1")]
    [InlineData("""{ "name": "own", "extends": "base", "shared": { "select": [{ "json": "/**/stay/id", "scheme": "record" }] } }""", "base#/shared/select/1/json", "an id or a container")]
    [InlineData("""{ "name": "own", "extends": 7 }""", "/extends", "not a string")]
    public void What_cannot_be_extended_is_said_with_its_place(string json, string where, string problem)
    {
        var rejected = ProfileCompiler.Compile(Encoding.UTF8.GetBytes(json), Library()).ShouldBeOfType<ProfileCompilation.Rejected>();

        rejected.Errors.ShouldContain(error => error.Where == where && error.Problem.Contains(problem, StringComparison.Ordinal), string.Join('\n', rejected.Errors));
    }

    [Fact]
    public void Profiles_that_extend_each_other_in_a_circle_are_named()
    {
        var rejected = ProfileCompiler.Compile(
            """{ "name": "a", "extends": "b" }"""u8.ToArray(), Library(("a", """{ "name": "a", "extends": "b" }"""), ("b", """{ "name": "b", "extends": "a" }""")))
            .ShouldBeOfType<ProfileCompilation.Rejected>();

        ProfileError error = rejected.Errors.ShouldHaveSingleItem();
        error.Where.ShouldBe("b#/extends");
        error.Problem.ShouldContain("a -> b -> a");
        error.Line.ShouldBeNull();
    }

    [Fact]
    public void A_problem_of_the_extended_profile_is_told_with_its_name()
    {
        var rejected = ProfileCompiler.Compile(
            """{ "name": "own", "extends": "broken" }"""u8.ToArray(), Library(("broken", """{ "name": "broken", "rules": [{ "name": "r" }] }""")))
            .ShouldBeOfType<ProfileCompilation.Rejected>();

        rejected.Errors.ShouldContain(static error => error.Where == "broken#/rules/0/method");
    }

    [Theory]
    [InlineData("{\n  \"name\": \"a\",\n  \"rules\": [\n    { \"name\": \"é\", \"metod\": \"GET\" }\n  ]\n}", "/rules/0/metod", 4, 20)]
    [InlineData("{ \"name\": \"a\",\n  \"rules\": [{\n \"name\": \"r\" }] }", "/rules/0/method", 2, 13)]
    [InlineData("{ \"name\": \"a\", \"rules\": [],\n  \"name\": \"b\" }", "/name", 1, 3)]
    [InlineData("{ \"name\": \"a\",\n  \"rules\": [ // no\n ] }", "", 2, 14)]
    public void Every_problem_has_its_line_and_column(string json, string where, int line, int column)
    {
        var rejected = ProfileCompiler.Compile(Encoding.UTF8.GetBytes(json)).ShouldBeOfType<ProfileCompilation.Rejected>();

        ProfileError error = rejected.Errors.First(found => found.Where == where);
        (error.Line, error.Column).ShouldBe((line, column));
        error.ToString().ShouldStartWith($"line {line}, column {column}, ");
    }

    private static VendorProfile Compile(string json, params (string Name, string Json)[] more) =>
        ProfileCompiler.Compile(Encoding.UTF8.GetBytes(json), Library(more)) switch
        {
            ProfileCompilation.Compiled compiled => compiled.Profile,
            ProfileCompilation.Rejected rejected => throw new InvalidOperationException(string.Join('\n', rejected.Errors)),
            _ => throw new InvalidOperationException(),
        };

    private static Dictionary<string, ReadOnlyMemory<byte>> Library(params (string Name, string Json)[] more) =>
        more.Append(("base", Base)).ToDictionary(static one => one.Item1, static one => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(one.Item2), StringComparer.Ordinal);
}

using System.Security.Cryptography;
using System.Text;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles;

public sealed class ProfileCompilerTests
{
    [Fact]
    public void A_compiled_profile_knows_the_hash_of_its_file()
    {
        byte[] file = Encoding.UTF8.GetBytes(
            """{ "name": "a", "rules": [{ "name": "r", "method": "GET", "path": "/**", "operation": "read" }] }""");
        VendorProfile profile = ProfileCompiler.Compile(file).ShouldBeOfType<ProfileCompilation.Compiled>().Profile;
        profile.Hash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(file)));
        profile.Name.ShouldBe("a");
        profile.Rules.Single().Name.ShouldBe("r");
    }

    [Theory]
    [InlineData("", "", "not strict JSON")]
    [InlineData("{ // no\n }", "", "not strict JSON")]
    [InlineData("""{ "name": "a", "name": "b", "rules": [] }""", "/name", "stands twice")]
    [InlineData("[]", "", "not an object")]
    [InlineData("""{ "rules": [] }""", "/name", "missing")]
    [InlineData("""{ "name": "A b", "rules": [] }""", "/name", "lower-case")]
    [InlineData("""{ "name": "a" }""", "/rules", "at least one rule")]
    [InlineData("""{ "name": "a", "rules": {} }""", "/rules", "not a list")]
    [InlineData("""{ "name": "a", "rules": [], "colour": 1 }""", "/colour", "Unknown member 'colour'")]
    [InlineData("""{ "name": "a", "rules": [7] }""", "/rules/0", "not an object")]
    [InlineData("""{ "name": "a", "rules": [], "forwardHeaders": ["Hmis-Gateway-Key"] }""", "/forwardHeaders", "never forwarded")]
    [InlineData("""{ "name": "a", "rules": [], "forwardHeaders": ["X-Forwarded-For"] }""", "/forwardHeaders", "never forwarded")]
    [InlineData("""{ "name": "a", "rules": [], "forwardHeaders": ["a b"] }""", "/forwardHeaders", "not a header name")]
    [InlineData("""{ "name": "a", "rules": [], "errorEnvelope": 7 }""", "/errorEnvelope", "not an object")]
    [InlineData("""{ "name": "a", "rules": [], "errorEnvelope": { "text": {} } }""", "/errorEnvelope/text", "Unknown member")]
    [InlineData("""{ "name": "a", "rules": [], "errorEnvelope": { "body": ["{message}"] } }""", "/errorEnvelope/body", "Write the object")]
    [InlineData("""{ "name": "a", "rules": [], "errorEnvelope": { "body": { "id": "{receipt}" } } }""", "/errorEnvelope/body", "{message} stands nowhere")]
    [InlineData("""{ "name": "a", "rules": [], "errorEnvelope": { "body": { "text": "{message}" } } }""", "/errorEnvelope/body", "{receipt} stands nowhere")]
    [InlineData("""{ "name": "a", "rules": [], "errorEnvelope": { "body": { "a": { "b/c": ["{mesage}"] } } } }""", "/errorEnvelope/body/a/b~1c/0", "'{mesage}' is no placeholder")]
    [InlineData("""{ "name": "a", "rules": [], "errorEnvelope": { "body": { "a": "{message" } } }""", "/errorEnvelope/body/a", "'{' is no placeholder")]
    [InlineData("""{ "name": "a", "rules": [], "errorEnvelope": { "body": { "a": [[[[[[[[["{message} {receipt}"]]]]]]]]] } } }""", "/errorEnvelope/body/a/0/0/0/0/0/0/0", "8 levels")]
    [InlineData("""{ "name": "a", "rules": [], "shared": { "select": [{ "path": "x", "scheme": "vendor" }] } }""", "/shared/select/0/path", "belong to a rule")]
    public void A_broken_profile_is_rejected_with_the_place(string json, string where, string problem) =>
        ShouldReport(json, where, problem);

    [Theory]
    [InlineData("\"colour\": 1", "/rules/0/colour", "Unknown member")]
    [InlineData("\"operation\": \"destroy\"", "/rules/0/operation", "create, update, delete")]
    [InlineData("\"body\": \"yaml\"", "/rules/0/body", "'yaml' is not known here")]
    [InlineData("\"body\": [\"json\", \"json\"]", "/rules/0/body", "the same thing twice")]
    [InlineData("\"body\": [\"json\", \"none\"]", "/rules/0/body", "stand alone")]
    [InlineData("\"body\": [\"graphQL\", \"json\"]", "/rules/0/body", "stand alone")]
    [InlineData("\"body\": [\"json\", \"xml\"], \"kind\": \"cat\"", "/rules/0/kind", "'cat' is not known here")]
    [InlineData("\"body\": \"jsonPatch\", \"items\": \"/a\"", "/rules/0/body", "no 'items'")]
    [InlineData("\"body\": \"json\", \"parts\": { \"file\": \"file\" }", "/rules/0/parts", "Only a multipart body")]
    [InlineData("\"body\": \"multipart\", \"parts\": [\"file\"]", "/rules/0/parts", "not an object")]
    [InlineData("\"body\": \"multipart\", \"parts\": { \"file\": \"picture\" }", "/rules/0/parts/file", "json, file")]
    [InlineData("\"body\": \"multipart\", \"parts\": { \"file\": \"file\", \"File\": \"json\" }", "/rules/0/parts/File", "in other letters")]
    [InlineData("\"body\": \"odataBatch\", \"kind\": \"note\"", "/rules/0/kind", "have their own rules")]
    [InlineData("\"body\": \"odataBatch\", \"method\": \"PUT\"", "/rules/0/method", "read from POST")]
    [InlineData("\"kind\": \"cat\"", "/rules/0/kind", "'cat' is not known here")]
    [InlineData("\"method\": \"post\"", "/rules/0/method", "'post' is not known")]
    [InlineData("\"method\": \"CONNECT\"", "/rules/0/method", "not known")]
    [InlineData("\"path\": \"x\"", "/rules/0/path", "starts with '/'")]
    [InlineData("\"path\": \"/a//b\"", "/rules/0/path", "not a path segment")]
    [InlineData("\"path\": \"/a/{x}/{x}\"", "/rules/0/path", "stands twice")]
    [InlineData("\"path\": \"/a/*/b\"", "/rules/0/path", "not a path segment")]
    [InlineData("\"path\": \"/a/**\"", "/rules/0/path", "Only GET and HEAD")]
    [InlineData("\"path\": [\"/a/{x}\", \"/b/{y}\"]", "/rules/0/path", "same parameters")]
    [InlineData("\"path\": []", "/rules/0/path", "empty")]
    [InlineData("\"path\": 7", "/rules/0/path", "not a string")]
    [InlineData("\"operation\": \"search\", \"path\": \"/a/{x}\"", "/rules/0/path", "exact path")]
    [InlineData("\"operation\": \"delete\"", "/rules/0/body", "A delete carries only ids")]
    [InlineData("\"body\": \"none\", \"identity\": {}", "/rules/0/identity", "needs a body")]
    [InlineData("\"body\": \"none\", \"select\": [{ \"json\": \"/a\", \"scheme\": \"vendor\" }]", "/rules/0/select/0/json", "needs a body")]
    [InlineData("\"select\": [{ \"path\": \"client\", \"scheme\": \"vendor\" }]", "/rules/0/select/0/path", "No path has a parameter '{client}'")]
    [InlineData("\"select\": [{ \"json\": \"id\", \"scheme\": \"vendor\" }]", "/rules/0/select/0/json", "not a JSON pointer")]
    [InlineData("\"select\": [{ \"json\": \"/a//b\", \"scheme\": \"vendor\" }]", "/rules/0/select/0/json", "missing between two slashes")]
    [InlineData("\"select\": [{ \"json\": \"/a/0\", \"scheme\": \"vendor\" }]", "/rules/0/select/0/json", "use '*'")]
    [InlineData("\"select\": [{ \"json\": \"/a/**/b\", \"scheme\": \"vendor\" }]", "/rules/0/select/0/json", "at the start only")]
    [InlineData("\"select\": [{ \"json\": \"/a\" }]", "/rules/0/select/0/scheme", "missing")]
    [InlineData("\"select\": [{ \"json\": \"/a\", \"scheme\": \"social\" }]", "/rules/0/select/0/scheme", "agency, vendor, enrollment")]
    [InlineData("\"select\": [{ \"json\": \"/a\", \"scheme\": \"identity\" }]", "/rules/0/select/0/scheme", "under 'identity'")]
    [InlineData("\"select\": [{ \"json\": \"/a\", \"scheme\": \"vendor\", \"role\": \"owns\" }]", "/rules/0/select/0/role", "refers, defines")]
    [InlineData("\"select\": [{ \"json\": \"/a\", \"query\": \"a\", \"scheme\": \"vendor\" }]", "/rules/0/select/0/", "exactly one of")]
    [InlineData("\"select\": [{ \"scheme\": \"vendor\" }]", "/rules/0/select/0/", "exactly one of")]
    [InlineData("\"select\": [{ \"header\": \"a b\", \"scheme\": \"vendor\" }]", "/rules/0/select/0/header", "not a header name")]
    [InlineData("\"select\": [{ \"json\": \"/a\", \"scheme\": \"vendor\" }, { \"json\": \"/A\", \"scheme\": \"record\" }]", "/rules/0/select/1/json", "Two selectors")]
    [InlineData("\"select\": [{ \"json\": \"/a\", \"scheme\": \"vendor\" }, { \"json\": \"/a/b\", \"scheme\": \"record\" }]", "/rules/0/select/0/json", "an id or a container")]
    [InlineData("\"identity\": { \"firstName\": \"/a\", \"lastName\": \"/a\" }", "/rules/0/identity/lastName", "Two parts")]
    [InlineData("\"identity\": { \"nickname\": \"/a\" }", "/rules/0/identity/nickname", "Unknown member")]
    [InlineData("\"items\": \"/a/*/b\"", "/rules/0/items", "without '*'")]
    [InlineData("\"items\": \"\"", "/rules/0/items", "\"root\": \"array\"")]
    [InlineData("\"items\": \"/a\", \"root\": \"array\"", "/rules/0/items", "\"root\": \"array\"")]
    [InlineData("\"batch\": \"split\"", "/rules/0/batch", "with 'items'")]
    [InlineData("\"batch\": \"half\", \"items\": \"/a\"", "/rules/0/batch", "whole, split")]
    [InlineData("\"batch\": \"split\", \"items\": \"/a\", \"body\": \"mergePatch\"", "/rules/0/batch", "can be split")]
    [InlineData("\"batch\": \"split\", \"items\": \"/a\", \"body\": \"optionalJson\"", "/rules/0/batch", "can be split")]
    [InlineData("\"batch\": \"split\", \"items\": \"/a\", \"body\": [\"json\", \"form\"]", "/rules/0/batch", "can be split")]
    [InlineData("\"batch\": \"split\", \"items\": \"/a\", \"operation\": \"search\"", "/rules/0/batch", "can be split")]
    [InlineData("\"batch\": \"split\", \"body\": \"graphQL\"", "/rules/0/batch", "can be split")]
    [InlineData("\"batch\": \"split\", \"body\": \"odataBatch\"", "/rules/0/batch", "can be split")]
    [InlineData("\"batch\": \"split\", \"body\": \"xml\", \"items\": \"/a\"", "/rules/0/batch", "can be split")]
    [InlineData("\"lock\": [{ \"json\": \"/a\" }]", "/rules/0/lock/0/values", "missing or empty")]
    [InlineData("\"lock\": [{ \"json\": \"/a\", \"values\": [null] }]", "/rules/0/lock/0/values/0", "a string, a number")]
    [InlineData("\"learn\": [{ \"json\": \"/a\", \"scheme\": \"agency\" }]", "/rules/0/learn/0/scheme", "not an agency's own")]
    [InlineData("\"learn\": [{ \"query\": \"a\", \"scheme\": \"vendor\" }]", "/rules/0/learn/0/query", "Unknown member")]
    public void A_broken_rule_is_rejected_with_the_place(string member, string where, string problem)
    {
        var members = new Dictionary<string, string>
        {
            ["name"] = "\"r\"",
            ["method"] = "\"POST\"",
            ["path"] = "\"/a\"",
            ["body"] = "\"json\"",
            ["operation"] = "\"create\"",
        };
        string defaults = string.Join(", ", members.Where(m => !States(member, m.Key)).Select(m => $"\"{m.Key}\": {m.Value}"));
        ShouldReport($$"""{ "name": "a", "rules": [{ {{defaults}}, {{member}} }] }""", where, problem);
    }

    [Theory]
    [InlineData("", BatchMode.Whole)]
    [InlineData(", \"batch\": \"whole\"", BatchMode.Whole)]
    [InlineData(", \"batch\": \"split\"", BatchMode.Split)]
    public void A_list_is_kept_whole_unless_its_rule_says_split(string batch, BatchMode mode) =>
        The.Rule($", \"items\": \"/a\"{batch}").Batch.ShouldBe(mode);

    [Theory]
    [InlineData("", BatchMode.Split)]
    [InlineData(", \"batch\": \"whole\"", BatchMode.Whole)]
    public void An_upload_is_split_unless_its_rule_says_whole(string batch, BatchMode mode) => The.Profile(
        $$"""{ "name": "r", "method": "POST", "path": "/x", "body": "hudCsv"{{batch}} }""").Rules[0].Batch.ShouldBe(mode);

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        ProfileCompilation result = ProfileCompiler.Compile(Encoding.UTF8.GetBytes(
            """
            { "name": "a", "x": 1, "rules": [
              { "name": "r", "method": "POST", "path": "/a/{b}", "body": "json", "operation": "create" },
              { "name": "r", "method": "POST", "path": "/a/{c}", "body": "json", "operation": "unknown" } ] }
            """));
        result.ShouldBeOfType<ProfileCompilation.Rejected>().Errors.Select(static e => e.Where)
            .ShouldBe(["/x", "/rules/1/operation", "/rules/1/name", "/rules/1/path"], ignoreOrder: true);
    }

    [Fact]
    public void A_rules_own_selector_replaces_the_shared_one()
    {
        VendorProfile profile = The.Profile(
            """
            { "name": "r", "method": "POST", "path": "/a", "body": "json", "operation": "create",
              "select": [{ "json": "/id", "scheme": "enrollment", "role": "defines" }] }
            """,
            """, "shared": { "select": [{ "json": "/id", "scheme": "enrollment" }, { "header": "X-Client", "scheme": "agency" }] }""");
        profile.Rules[0].Selectors.Select(static s => $"{s.Name}:{s.Role}").ShouldBe(["/id:Defines", "X-Client:Refers"]);
    }

    private static bool States(string members, string name) =>
        members.StartsWith($"\"{name}\":", StringComparison.Ordinal) || members.Contains($", \"{name}\":", StringComparison.Ordinal);

    private static void ShouldReport(string json, string where, string problem) =>
        ProfileCompiler.Compile(Encoding.UTF8.GetBytes(json)).ShouldBeOfType<ProfileCompilation.Rejected>().Errors
            .ShouldContain(e => e.Where == where && e.Problem.Contains(problem, StringComparison.Ordinal));
}

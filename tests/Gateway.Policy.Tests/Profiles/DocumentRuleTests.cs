using System.Text;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Payloads;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>What a profile may say of documents with records of several kinds, and of values that count only under a condition.</summary>
public sealed class DocumentRuleTests
{
    private const string Xml = """{ "name": "r", "method": "PUT", "path": "/x", "body": "xml", "under": "/a/b", "elements": { "C": { "operation": "update" } } }""";

    [Theory]
    [InlineData("\"under\": \"/a/b\", ", "", "/rules/0/under", "missing")]
    [InlineData("\"/a/b\"", "\"\"", "/rules/0/under", "each element")]
    [InlineData("\"/a/b\"", "\"/a/*\"", "/rules/0/under", "each element")]
    [InlineData("\"/a/b\"", "\"/**/a\"", "/rules/0/under", "each element")]
    [InlineData("{ \"C\": { \"operation\": \"update\" } }", "{}", "/rules/0/elements", "name each kind")]
    [InlineData("\"PUT\"", "\"GET\"", "/rules/0/method", "POST, PUT or PATCH")]
    [InlineData("\"/x\"", "\"/x/{y}\"", "/rules/0/method", "without parameters")]
    [InlineData("\"body\": \"xml\"", "\"body\": \"json\"", "/rules/0/elements", "XML and SOAP")]
    [InlineData("\"body\": \"xml\"", "\"body\": \"soap\"", "/rules/0/under", "Only XML")]
    [InlineData("\"under\"", "\"operation\": \"update\", \"under\"", "/rules/0/operation", "under 'elements'")]
    [InlineData("\"under\"", "\"withoutClients\": [\"C\"], \"under\"", "/rules/0/withoutClients", "keep one")]
    [InlineData("\"operation\": \"update\"", "\"operation\": \"update\", \"select\": [{ \"path\": \"y\", \"scheme\": \"vendor\" }]", "/rules/0/elements/C/select/0/path", "'json' selectors only")]
    [InlineData("\"operation\": \"update\"", "\"operation\": \"update\", \"deleted\": \"dateDeleted\"", "/rules/0/elements/C/deleted", "not a JSON pointer")]
    public void A_document_rule_that_says_too_much_or_too_little_is_rejected(string replaced, string by, string where, string problem)
    {
        string rule = Xml.Replace(replaced, by, StringComparison.Ordinal);
        rule.ShouldNotBe(Xml);
        Rejected(rule, where, problem);
    }

    [Theory]
    [InlineData("""{ "path": "y", "scheme": "vendor", "prefix": "Patient/" }""", "/rules/0/select/0/prefix", "'json' selector")]
    [InlineData("""{ "header": "X-Y", "scheme": "vendor", "where": { "a": "b" } }""", "/rules/0/select/0/where", "'json' selector")]
    [InlineData("""{ "json": "/a", "scheme": "vendor", "prefix": "patient/" }""", "/rules/0/select/0/prefix", "kind of resource")]
    [InlineData("""{ "json": "/a", "scheme": "vendor", "prefix": "Patient" }""", "/rules/0/select/0/prefix", "kind of resource")]
    [InlineData("""{ "json": "/a", "scheme": "vendor", "where": {} }""", "/rules/0/select/0/where", "one condition")]
    [InlineData("""{ "json": "/a", "scheme": "vendor", "where": { "a": "b", "c": "d" } }""", "/rules/0/select/0/where", "one condition")]
    [InlineData("""{ "json": "/a", "scheme": "vendor", "where": { "a": "b" }, "unless": { "a": "c" } }""", "/rules/0/select/0/unless", "one condition")]
    [InlineData("""{ "json": "/a", "scheme": "vendor", "where": { "a": [] } }""", "/rules/0/select/0/where/a", "empty")]
    [InlineData("""{ "json": "/a", "scheme": "vendor", "prefix": "Patient/" }, { "json": "/a", "scheme": "enrollment", "prefix": "Patient/" }""", "/rules/0/select/1/json", "Two selectors")]
    [InlineData("""{ "json": "/a", "scheme": "vendor" }, { "json": "/a", "scheme": "enrollment", "prefix": "Patient/" }""", "/rules/0/select/1/json", "Two selectors")]
    public void A_condition_that_cannot_be_is_rejected(string selectors, string where, string problem) =>
        Rejected($$"""{ "name": "r", "method": "PUT", "path": "/x/{y}", "body": "json", "operation": "update", "select": [{{selectors}}] }""", where, problem);

    [Fact]
    public void A_bundle_has_nothing_of_its_own() =>
        Rejected("""{ "name": "r", "method": "POST", "path": "/", "body": "fhirBundle", "operation": "bulk" }""", "/rules/0/operation", "other rules of the profile");

    [Fact]
    public void A_value_counts_only_where_the_rest_of_its_object_says_so()
    {
        RouteRule rule = The.Rule(""", "select": [{ "json": "/ids/*/value", "scheme": "vendor", "where": { "kind": ["hmis", "other"] } }, { "json": "/open", "scheme": "record", "unless": { "state": "void" } }]""");

        Read.Body(rule, """{"ids":[{"value":"1","kind":"hmis"},{"kind":"OTHER","value":"2"},{"value":"a b","kind":"mrn"},{"value":"4"},{"kind":null,"value":"5"}],"open":"7"}""")
            .Record().References.Text().ShouldBe("Vendor:Refers:1@/ids/*/value Vendor:Refers:2@/ids/*/value Record:Refers:7@/open");
        Read.Body(rule, """{"open":"7","state":"void"}""").Record().References.ShouldBeEmpty();
        Read.Body(rule, """{"ids":[{"value":"a b","kind":"hmis"}]}""").Reason().ShouldBe(UnreadableReason.InvalidIdentifier);
        Read.Body(rule, """{"ids":[{"value":"1","kind":{"a":"hmis"}}]}""").Reason().ShouldBe(UnreadableReason.InvalidIdentifier);
        Read.Body(rule, """{"ids":[{"value":{"a":"1"},"kind":"hmis"}]}""").Reason().ShouldBe(UnreadableReason.InvalidIdentifier);
    }

    [Fact]
    public void How_the_payload_is_cut_makes_no_difference_to_a_condition()
    {
        RouteRule rule = The.Rule(""", "select": [{ "json": "/ids/*/value", "scheme": "vendor", "where": { "kind": "hmis" } }]""");
        byte[] json = """{"ids":[{"value":"1","kind":"hmis"},{"kind":"hmis","value":"2"},{"value":"3","kind":"x"}]}"""u8.ToArray();
        string whole = Read.Body(rule, json).Describe();

        for (int cut = 1; cut < json.Length; cut++)
        {
            Read.InPieces(rule, json, [cut]).Describe().ShouldBe(whole);
        }
    }

    [Fact]
    public void A_link_to_another_entry_is_refused_where_there_are_none()
    {
        VendorProfile profile = The.Profile(
            """{ "name": "r", "method": "POST", "path": "/x", "body": "json", "operation": "create", "select": [{ "json": "/to", "scheme": "vendor", "prefix": "Patient/" }] }""");

        Read.Request(profile, "POST", "/x", """{"to":"Patient/7"}""").Record().References.Count.ShouldBe(1);
        Read.Request(profile, "POST", "/x", """{"to":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"}""").Reason().ShouldBe(UnreadableReason.InvalidIdentifier);
    }

    [Fact]
    public void Of_a_list_of_names_the_first_is_the_name()
    {
        RouteRule rule = The.Rule(""", "identity": { "firstName": "/given/*", "lastName": "/family" }""");

        Read.Body(rule, """{"given":["Ada","Mae"],"family":"Quill"}""").Record().Identity!.FullName.ShouldBe("ada quill");
    }

    [Fact]
    public void A_slash_at_the_end_is_another_path()
    {
        VendorProfile profile = The.Profile("""{ "name": "r", "method": "POST", "path": ["/x/"], "operation": "create", "body": "json" }""");

        profile.Classify("POST", The.Target("/x/"), "application/json", hasBody: true).ShouldBeOfType<RouteClassification.Matched>();
        profile.Classify("POST", The.Target("/x"), "application/json", hasBody: true).ShouldBeOfType<RouteClassification.Unclassified>();
        Rejected("""{ "name": "r", "method": "POST", "path": "/x//y", "operation": "create" }""", "/rules/0/path", "not a path segment");
        Rejected("""{ "name": "r", "method": "POST", "path": "//", "operation": "create" }""", "/rules/0/path", "not a path segment");
    }

    private static void Rejected(string rule, string where, string problem)
    {
        var rejected = ProfileCompiler.Compile(Encoding.UTF8.GetBytes($$"""{ "name": "test", "rules": [{{rule}}] }""")).ShouldBeOfType<ProfileCompilation.Rejected>();

        rejected.Errors.ShouldContain(error => error.Where == where && error.Problem.Contains(problem, StringComparison.Ordinal), string.Join('\n', rejected.Errors));
    }
}

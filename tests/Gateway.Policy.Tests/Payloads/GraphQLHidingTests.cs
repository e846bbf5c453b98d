using System.Text.Json;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Ways to name a client in GraphQL so that a careless reader overlooks it. Each is found, or the request is refused.</summary>
public sealed class GraphQLHidingTests
{
    private const string Alert = "createClientAlert(input: { clientId: \"100~\", note: \"x\" }) { id }";

    /// <summary>A request, with ~ for the last digit of an id, of which every server that follows the specification carries out the mutation for the client with that id.</summary>
    public static TheoryData<string> Tricks { get; } =
    [
        Request($"mutation {{ {Alert} }}"),
        Request($"mutation {{ a: {Alert} }}"),
        Request($"mutation {{ query: {Alert} }}"),
        Request("mutation { createClientAlert(input: { clientId: 100~, note: \"x\" }) { id } }"),
        Request("mutation { createClientAlert(input: { clientId: \"\\u003100~\", note: \"x\" }) { id } }"),
        Request("mutation { createClientAlert(input: { clientId: \"\"\"100~\"\"\", note: \"x\" }) { id } }"),
        Request("mutation { createClientAlert(input: { clientId: \"\"\"\n      100~\n   \"\"\", note: \"x\" }) { id } }"),
        Request($"mutation {{ ... on Mutation {{ {Alert} }} }}"),
        Request($"mutation {{ ... {{ {Alert} }} }}"),
        Request($"mutation {{ ... {{ ... on Mutation {{ ... {{ {Alert} }} }} }} }}"),
        Request($"mutation {{ ...F }} fragment F on Mutation {{ {Alert} }}"),
        Request($"fragment F on Mutation {{ {Alert} }} mutation {{ ...F }}"),
        Request($"mutation {{ ...A }} fragment A on Mutation {{ ...B }} fragment B on Mutation {{ {Alert} }}"),
        Request($"mutation {{ ...A @include(if: true) }} fragment A on Mutation {{ {Alert} }}"),
        Request("mutation { createClientAlert(input: { clientId: \"100~\", note: \"x\" }) @include(if: true) { id } }"),
        Request("mutation { createClientAlert(input: { clientId: \"100~\", note: \"x\" }) @skip(if: false) { id } }"),
        Request("mutation($s: Boolean!) { createClientAlert(input: { clientId: \"100~\", note: \"x\" }) @skip(if: $s) { id } }", """{"s":false}"""),
        Request("mutation($i: ID!) { createClientAlert(input: { clientId: $i, note: \"x\" }) { id } }", """{"i":"100~"}"""),
        Request("mutation($i: ID!) { createClientAlert(input: { clientId: $i, note: \"x\" }) { id } }", """{"i":100~}"""),
        Request("mutation($i: ID!) { createClientAlert(input: { clientId: $i, note: \"x\" }) { id } }", """{"i":"\u00310\u0030~"}"""),
        Request("mutation($i: ID = \"100~\") { createClientAlert(input: { clientId: $i, note: \"x\" }) { id } }"),
        Request("mutation($i: ID = \"100~\") { createClientAlert(input: { clientId: $i, note: \"x\" }) { id } }", "{}"),
        Request("mutation($i: ID = \"1001\") { createClientAlert(input: { clientId: $i, note: \"x\" }) { id } }", """{"i":"100~"}"""),
        Request("mutation($a: A!) { createClientAlert(input: $a) { id } }", """{"a":{"clientId":"100~","note":"x"}}"""),
        Request("mutation($a: A = { clientId: \"100~\", note: \"x\" }) { createClientAlert(input: $a) { id } }"),
        Request("mutation($a: A!) { createClientAlert(input: $a) { id } }", "\"{\\\"a\\\":{\\\"clientId\\\":\\\"100~\\\"}}\""),
        Request("mutation($a: A!) { createClientAlert(input: $a) { id } }", "\"{\\\"a\\\":{\\\"clientId\\\":\\\"\\\\u003100~\\\"}}\""),
        Request("mutation { bulkAssignService(input: { clientIds: [\"1001\", \"100~\"], projectId: \"1\" }) { success } }"),
        Request("mutation($i: ID!) { bulkAssignService(input: { clientIds: [\"1001\", $i], projectId: \"1\" }) { success } }", """{"i":"100~"}"""),
        Request("mutation($i: [ID!]!) { bulkAssignService(input: { clientIds: $i, projectId: \"1\" }) { success } }", """{"i":["1001","100~"]}"""),
        Request($"mutation {{ a: createClientAlert(input: {{ clientId: \"1001\", note: \"x\" }}) {{ id }} b: {Alert} }}"),
        Request($"query Q {{ client(id: \"1001\") {{ id }} }} mutation M {{ {Alert} }}", operation: "M"),
        Request($"query Q {{ client(id: \"1001\") {{ id }} }} mutation M {{ {Alert} }}", operation: "Q"),
        Request($"mutation A {{ createClientAlert(input: {{ clientId: \"1001\", note: \"x\" }}) {{ id }} }} mutation B {{ {Alert} }}", operation: "B"),
        Request($"mutation A {{ {Alert} }}", operation: null),
        Request($"# mutation {{ nothing }}\n,,,mutation,{{,{Alert},}}"),
        Request($"\uFEFFmutation {{ {Alert} }}"),
        Request($"mutation {{ {Alert} }}").Replace("mutation", "\\u006dutation", StringComparison.Ordinal),
        $"[{Request("query { a }")},{Request($"mutation {{ {Alert} }}")}]",
        $"[{Request($"mutation {{ {Alert} }}")}]",
        Request("mutation { bulkAssignService(input: { clientIds: \"100~\" }) { success } }"),
        Request("mutation { bulkAssignService(input: { clientIds: 100~ }) { success } }"),
        Request("mutation { setClientRestricted(clientId: \"100~\", restricted: true) { client { id } } }"),
        Request("mutation { submitForm(input: { input: { formDefinitionId: \"7\", clientId: \"100~\", hudValues: { a: 1 } } }) { record { id } } }"),
        Request("mutation($i: FormInput!) { submitForm(input: { input: $i }) { record { id } } }", """{"i":{"formDefinitionId":"7","CLIENTID":"100~"}}"""),
        Request("mutation { deleteClient(input: { id: \"100~\" }) { client { id } } }"),
        Request($"mutation {{ __typename {Alert} }}"),
    ];

    /// <summary>Requests that servers could read in more than one way, or whose effect cannot be seen.</summary>
    public static TheoryData<string> Refused { get; } =
    [
        Request($"mutation {{ {Alert}"),
        Request("mutation { createClientAlert(input: { clientId: \"\\u{31}003\", note: \"x\" }) { id } }"),
        Request($"mutation {{ {Alert} }} }}"),
        Request(""),
        Request("fragment F on Mutation { a }"),
        Request($"mutation {{ ...F }}"),
        Request($"mutation {{ {Alert} }} fragment F on Mutation {{ a }}"),
        Request($"mutation {{ ...F }} fragment F on Mutation {{ {Alert} }} fragment F on Mutation {{ a }}"),
        Request("mutation { ...A } fragment A on Mutation { ...B } fragment B on Mutation { ...A }"),
        Request($"mutation {{ {Alert} }} mutation {{ {Alert} }}"),
        Request($"mutation M {{ {Alert} }} {{ a }}"),
        Request($"mutation M {{ {Alert} }} query M {{ a }}"),
        Request("subscription { a }"),
        Request($"mutation {{ {Alert} }} type T {{ a: Int }}"),
        Request("mutation { createClientAlert(input: { clientId: \"1001\" }, input: { clientId: \"1003\" }) { id } }"),
        Request("mutation { createClientAlert(input: { clientId: \"1001\", clientId: \"1003\" }) { id } }"),
        Request("mutation { createClientAlert(input: { clientId: \"1001\", clientid: \"1003\" }) { id } }"),
        Request("mutation { createClientAlert(input: { clientId: $i }) { id } }", """{"i":"1003"}"""),
        Request("mutation($i: ID, $i: ID) { createClientAlert(input: { clientId: $i }) { id } }", """{"i":"1003"}"""),
        Request("mutation($i: ID = $j, $j: ID = \"1003\") { createClientAlert(input: { clientId: $i }) { id } }"),
        Request("mutation($i: ID!) { createClientAlert(input: { clientId: $i }) { id } }", """{"i":"1001","I":"1003"}"""),
        Request("mutation($i: ID!) { createClientAlert(input: { clientId: $i }) { id } }", """{"i":"1001","i":"1003"}"""),
        Request("mutation($i: ID!) { createClientAlert(input: { clientId: $i }) { id } }", "\"{\\\"i\\\":\\\"1001\\\",\\\"i\\\":\\\"1003\\\"}\""),
        Request("mutation($i: ID!) { createClientAlert(input: { clientId: $i }) { id } }", "[\"1003\"]"),
        Request("mutation($i: ID!) { createClientAlert(input: { clientId: $i }) { id } }", "\"[]\""),
        Request("mutation($i: ID!) { createClientAlert(input: { clientId: $i }) { id } }", "7"),
        Request($"mutation @live {{ {Alert} }}"),
        Request("mutation { createClientAlert(input: { clientId: \"1003\" }) @defer { id } }"),
        Request($"mutation {{ ... @defer {{ {Alert} }} }}"),
        Request("mutation { bulkAssignService(input: { clientIds: [[\"1003\"]] }) { success } }"),
        Request("mutation { createClientAlert(input: { clientId: [\"1003\"] }) { id } }"),
        Request("mutation { createClientAlert(input: { clientId: 1003.0 }) { id } }"),
        Request("mutation { createClientAlert(input: { clientId: 1.003e3 }) { id } }"),
        Request("mutation { createClientAlert(input: { clientId: \" 1003\" }) { id } }"),
        Request("mutation { createClientAlert(input: { clientId: true }) { id } }"),
        """{"query":"mutation { a }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}""",
        """{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}""",
        """{"id":"7","variables":{"i":"1003"}}""",
        """{"query":"{ a }","documentId":"7"}""",
        """{"Query":"{ a }"}""",
        """{"query":"{ a }","query":"{ b }"}""",
        """{"query":"{ a }","operationName":7}""",
        """{"query":["{ a }"]}""",
        """{"query":null}""",
        """[]""",
        """["{ a }"]""",
        "\"{ a }\"",
        """{"query":"{ a }"} {"query":"{ b }"}""",
        Request("query { a { ...F } } fragment F on A { b { ...F } }"),
        Request("query { ...A ...A } " + string.Concat(Enumerable.Range(0, 20).Select(static i =>
            $"fragment {(char)('A' + i)} on Query {{ ...{(char)('B' + i)} ...{(char)('B' + i)} }} ")) + "fragment U on Query { a }"),
    ];

    [Fact]
    public void There_are_more_than_forty_tricks_of_each_sort()
    {
        Tricks.Select(static row => row.Data).Distinct(StringComparer.Ordinal).Count().ShouldBeGreaterThanOrEqualTo(40);
        Refused.Select(static row => row.Data).Distinct(StringComparer.Ordinal).Count().ShouldBeGreaterThanOrEqualTo(40);
    }

    [Theory]
    [MemberData(nameof(Tricks))]
    public void A_client_is_found_however_the_mutation_names_them(string body) =>
        Read.Request(The.OpenPath, "POST", "/hmis/hmis-gql", body.Replace('~', '3')).Records()
            .SelectMany(static record => record.References).ShouldContain(static reference => reference.Value == "1003");

    /// <summary>What hides nobody is let through: strictness that stops a Full client's writes would be no use.</summary>
    [Theory]
    [MemberData(nameof(Tricks))]
    public void The_twin_of_another_client_is_read_as_well(string body) =>
        Read.Request(The.OpenPath, "POST", "/hmis/hmis-gql", body.Replace('~', '7')).Records()
            .SelectMany(static record => record.References).ShouldContain(static reference => reference.Value == "1007");

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_servers_could_read_differently_is_refused(string body) =>
        Read.Request(The.OpenPath, "POST", "/hmis/hmis-gql", body).ShouldBeOfType<PayloadReading.Unreadable>();

    [Fact]
    public void A_syntax_error_behind_a_lone_carriage_return_is_refused_like_any_other() =>
        Read.Request(The.OpenPath, "POST", "/hmis/hmis-gql", """{"query":"mutation($a: Any) { c\reany) teNote(personalId: $a) { id } }","variables":{"a":"1003"}}""")
            .Reason().ShouldBe(UnreadableReason.AmbiguousGraphql);

    [Theory]
    [InlineData("createDirectUpload(input: { input: { filename: \"a\" } }) { signedBlobId }")]
    [InlineData("mergeClients(input: { clientIds: [\"1001\", \"1003\"] }) { client { id } }")]
    [InlineData("createClientAlert: mergeClients(input: { clientIds: [\"1003\"] }) { client { id } }")]
    [InlineData("CreateClientAlert(input: { clientId: \"1003\" }) { id }")]
    [InlineData("... { somethingNew(id: \"1003\") }")]
    public void A_mutation_without_a_rule_is_not_covered(string field) =>
        Read.Request(The.OpenPath, "POST", "/hmis/hmis-gql", Request($"mutation {{ {field} }}")).ShouldBeOfType<PayloadReading.NotCovered>();

    [Fact]
    public void A_document_of_queries_is_a_read()
    {
        var reading = Read.Request(The.OpenPath, "POST", "/hmis/hmis-gql", Request("query Q($id: ID!) { client(id: $id) { id ...N } } fragment N on Client { lastName }", """{"id":"1003"}"""));

        reading.ShouldBeOfType<PayloadReading.Readable>().Operation.ShouldBe(Operation.Read);
    }

    [Fact]
    public void Beside_a_write_nothing_is_a_read()
    {
        PayloadReading reading = Read.Request(The.OpenPath, "POST", "/hmis/hmis-gql", Request($"query Q {{ a }} mutation M {{ {Alert} }}", operation: "Q").Replace('~', '3'));

        reading.ShouldBeOfType<PayloadReading.Readable>().Operation.ShouldBe(Operation.Create);
        reading.Record().Pointer.ShouldBe("/createClientAlert");
    }

    [Theory]
    [InlineData("setClientRestricted(clientId: \"1001\", restricted: true) { client { id } }", true)]
    [InlineData("setClientRestricted(clientId: \"1001\", restricted: false) { client { id } }", false)]
    [InlineData("deleteClient(input: { id: \"1001\", clientLockVersion: 1, confirmed: true }) { client { id } }", false)]
    [InlineData("submitForm(input: { input: { clientId: \"1001\", hudValues: { confidential: true } }, recordLockVersion: 3 }) { record { id } }", true)]
    public void Only_what_locks_is_a_lock(string field, bool isLocked) =>
        Read.Request(The.OpenPath, "POST", "/hmis/hmis-gql", Request($"mutation {{ {field} }}")).Record().IsLocked.ShouldBe(isLocked);

    [Theory]
    [InlineData("mutation { createClientAlert(input: { clientId: \"1001\", note: \"saw \\u0032\\u00319-09-9999\" }) { id } }")]
    [InlineData("mutation { createClientAlert(input: { clientId: \"1001\", note: \"\"\"219-09-9999\"\"\" }) { id } }")]
    [InlineData("mutation { createClientAlert(input: { clientId: \"1001\", note: \"x\" }) { id a(b: { c: [\"\\u0032\\u00319-09-9999\"] }) } }")]
    [InlineData("mutation { createClientAlert(input: { clientId: \"1001\", note: \"x\" }) { id ...F } } fragment F on A { a(b: \"219\\u002D09-9999\") }")]
    [InlineData("# 219-09-9999\nmutation { createClientAlert(input: { clientId: \"1001\", note: \"x\" }) { id } }")]
    [InlineData("mutation($n: String = \"\\u0032\\u00319-09-9999\") { createClientAlert(input: { clientId: \"1001\", note: $n }) { id } }")]
    [InlineData("query { clients(filter: { text: \"219-09-9999\" }) { id } }")]
    [InlineData("query { clients(filter: { ssn: 219099999 }) { id } }")]
    public void Whom_any_text_mentions_is_found(string query) =>
        new Sweep().Identity(ssn: "219-09-9999").InRequest(The.OpenPath, "POST", "/hmis/hmis-gql", Request(query)).ShouldBe(MentionKind.Identifier);

    [Fact]
    public void Variables_in_a_string_are_swept_as_they_are_meant() =>
        new Sweep().Identity(ssn: "219-09-9999").InRequest(
            The.OpenPath,
            "POST",
            "/hmis/hmis-gql",
            Request("query($a: A) { a(b: $a) }", "\"{\\\"a\\\":{\\\"n\\\":\\\"\\\\u0032\\\\u00319-09-9999\\\"}}\"")).ShouldBe(MentionKind.Identifier);

    internal static string Request(string query, string? variables = null, string? operation = null) =>
        $$"""{"query":{{JsonSerializer.Serialize(query)}}{{(variables is null ? "" : $",\"variables\":{variables}")}}{{(operation is null ? "" : $",\"operationName\":\"{operation}\"")}}}""";
}

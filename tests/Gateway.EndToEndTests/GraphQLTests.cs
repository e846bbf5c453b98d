using System.Text;
using System.Text.Json;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>An agency system that speaks GraphQL, before a vendor that records every byte.</summary>
public sealed class GraphQLTests : IAsyncLifetime
{
    private readonly GatewayBeforeVendor _gateway = new() { Settings = { ["Vendors__0__Profile"] = "clarity-graphql" } };

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        await _gateway.RecordAsync("full-1", "full", "1001");
        await _gateway.RecordAsync("none-1", "none", "1003");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_write_about_a_full_client_arrives_byte_for_byte()
    {
        string body = Note("1001");

        (await _gateway.SendAsync("POST", "/graphql", body)).Status.ShouldBe(200);

        _gateway.Vendor.Text.ShouldEndWith(body);
    }

    [Fact]
    public async Task A_no_sharing_client_beside_a_full_one_reaches_the_vendor_under_no_alias_fragment_or_default()
    {
        foreach (string query in (string[])
                 [
                     "mutation { createClientNote(data: { personalId: \"1003\", note: \"x\" }) { id } }",
                     "mutation { a: createClientNote(data: { personalId: \"1001\", note: \"x\" }) { id } b: createClientNote(data: { personalId: 1003, note: \"x\" }) { id } }",
                     "mutation { ...F } fragment F on Mutation { createClientNote(data: { personalId: \"\\u0031003\", note: \"x\" }) { id } }",
                     "mutation($p: ID = \"1003\") { createClientNote(data: { personalId: $p, note: \"x\" }) { id } }",
                     "query Q { me { id } } mutation M { createClientNote(data: { personalId: \"1003\", note: \"x\" }) { id } }",
                 ])
        {
            string body = JsonSerializer.Serialize(new { query, operationName = query.StartsWith("query", StringComparison.Ordinal) ? "Q" : null });

            Answer answer = await _gateway.SendAsync("POST", "/graphql", body);

            (answer.Status, answer.Code).ShouldBe((403, "no_sharing"), query);
            (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(body));
        }

        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("mutation { mergeClients(ids: [\"1001\", \"1003\"]) { id } }", "route_unclassified")]
    [InlineData("mutation { createClientNote(data: { personalId: \"1001\" }) @defer { id } }", "payload_unreadable")]
    [InlineData("mutation { createClientNote(data: { personalId: \"7777\", note: \"x\" }) { id } }", "consent_not_confirmed")]
    [InlineData("mutation { createClientNote(data: { note: \"x\" }) { id } }", "client_unidentified")]
    public async Task What_is_not_known_to_be_permitted_is_kept(string query, string code)
    {
        string body = JsonSerializer.Serialize(new { query });

        Answer answer = await _gateway.SendAsync("POST", "/graphql", body);

        (answer.Status, answer.Code).ShouldBe((403, code), answer.Text);
        (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(body));
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Queries_and_the_token_pass_without_a_client()
    {
        (await _gateway.SendAsync("POST", "/graphql", """{"query":"query { listEnrollments(filter: { personalId: \"1001\" }) { id } }"}""")).Status.ShouldBe(200);
        (await _gateway.SendAsync("POST", "/graphql", """{"query":"mutation { createAuthToken(username: \"a\", password: \"b\") { authToken } }"}""")).Status.ShouldBe(200);

        _gateway.Vendor.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task The_id_in_the_answer_leads_to_the_client_afterwards_and_after_a_restart()
    {
        _gateway.Vendor.Answer = static _ => RecordingVendor.Ok("""{"data":{"n":{"id":"771"}}}""");
        (await _gateway.SendAsync("POST", "/graphql", """{"query":"mutation { n: createClientNote(data: { personalId: \"1001\", note: \"x\" }) { id } }"}""")).Status.ShouldBe(200);
        await _gateway.RestartAsync();

        (await _gateway.SendAsync("POST", "/graphql", Update("771"))).Status.ShouldBe(200);
        (await _gateway.SendAsync("POST", "/graphql", Update("772"))).Code.ShouldBe("consent_not_confirmed");

        await _gateway.RecordAsync("full-1", "none", signedOn: "2026-02-01");
        _gateway.Vendor.Clear();
        (await _gateway.SendAsync("POST", "/graphql", Update("771"))).Code.ShouldBe("no_sharing");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_field_that_failed_at_the_vendor_taught_nothing()
    {
        _gateway.Vendor.Answer = static _ => RecordingVendor.Ok("""{"data":{"createClientNote":null},"errors":[{"message":"no"}]}""");
        (await _gateway.SendAsync("POST", "/graphql", Note("1001"))).Status.ShouldBe(200);

        (await _gateway.SendAsync("POST", "/graphql", Update("771"))).Code.ShouldBe("consent_not_confirmed");
    }

    private static string Note(string client) =>
        JsonSerializer.Serialize(new
        {
            query = "mutation ($n: CreateClientNoteInput!) { createClientNote(data: $n) { id } }",
            variables = new { n = new { personalId = client, title = "visit", note = "duly noted", date = "2026-10-17" } },
        });

    private static string Update(string note) =>
        JsonSerializer.Serialize(new { query = $"mutation {{ updateClientNote(data: {{ id: \"{note}\", note: \"y\" }}) {{ id }} }}" });
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HmisGateway.AgencyApi;
using HmisGateway.EndToEndTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace HmisGateway.EndToEndTests;

/// <summary>Every call of the agency API with another agency's ids: it answers as for ids that do not exist, and has no effect.</summary>
public sealed partial class CrossAgencyMatrixTests(GatewayBeforeVendor gateway) : IClassFixture<GatewayBeforeVendor>
{
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private static readonly (string, string)[] s_actor = [("Hmis-Gateway-Actor", "test"), ("Hmis-Gateway-Reason", "correction")];

    /// <summary>For each route: the call with these ids, and what it must answer, both for another agency's ids and for none.</summary>
    private static readonly Dictionary<string, Row> s_matrix = new()
    {
        // Writing under another agency's client id makes a client of one's own.
        ["PUT /_gateway/v1/clients/{clientId}/roi"] = new(200, static ids =>
            new("PUT", $"clients/{ids.Client}/roi", """{"choice":"full","signedOn":"2026-03-01"}""")),
        ["GET /_gateway/v1/clients/{clientId}/roi"] = new(404, static ids => new("GET", $"clients/{ids.Client}/roi")),
        ["GET /_gateway/v1/clients/{clientId}/roi/drain"] = new(404, static ids => new("GET", $"clients/{ids.Client}/roi/drain")),
        ["PUT /_gateway/v1/clients/{clientId}/roi/{version}/document"] = new(404, static ids =>
            new("PUT", $"clients/{ids.Client}/roi/1/document", "{}", s_actor)),
        ["GET /_gateway/v1/clients/{clientId}/roi/{version}/document"] = new(404, static ids =>
            new("GET", $"clients/{ids.Client}/roi/1/document", null, s_actor)),
        ["POST /_gateway/v1/clients/{clientId}/separations"] = new(404, static ids =>
            new("POST", $"clients/{ids.Client}/separations", """{"vendorId":"1003"}""", s_actor)),
        ["POST /_gateway/v1/roi-imports"] = new(200, static ids => new("POST", "roi-imports", $"client_id,choice,signed_on\n{ids.Client},none,2026-03-01\n")),
        ["GET /_gateway/v1/offline"] = new(200, static ids => new("GET", $"offline?client={ids.Client}")),
        ["GET /_gateway/v1/offline/{receipt}"] = new(404, static ids => new("GET", $"offline/{ids.Receipt}")),
        ["GET /_gateway/v1/offline/{receipt}/content"] = new(404, static ids => new("GET", $"offline/{ids.Receipt}/content", null, s_actor)),
        ["POST /_gateway/v1/offline/{receipt}/resubmissions"] = new(404, static ids => new("POST", $"offline/{ids.Receipt}/resubmissions", null, s_actor)),
        ["GET /_gateway/v1/worklist"] = new(200, static _ => new("GET", "worklist")),
        ["POST /_gateway/v1/decisions"] = new(200, static ids => new("POST", "decisions", new JsonObject
        {
            ["method"] = "POST",
            ["path"] = "/clients",
            ["contentType"] = "application/json",
            ["body"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Update)),
            ["headers"] = new JsonObject { ["Hmis-Gateway-Client"] = ids.Client },
        }.ToJsonString())),
        ["* /_gateway/v1/{**path}"] = new(404, static ids => new("GET", $"nothing/{ids.Receipt}")),
    };

    private static readonly string[] s_routes = [.. Routes()];
    private static int s_others;

    public static TheoryData<string> TestedRoutes => [.. s_routes];

    [Fact]
    public void Every_route_has_its_row() => s_routes.Except(s_matrix.Keys, StringComparer.Ordinal).ShouldBeEmpty("write a row for each new route");

    [Theory]
    [MemberData(nameof(TestedRoutes))]
    public async Task Another_agencys_ids_answer_like_ids_that_do_not_exist_and_nothing_changes(string route)
    {
        // :: One agency with a client and an offline item, and another that knows their ids.
        string client = "mine-" + Guid.NewGuid().ToString("N")[..8];
        await gateway.RecordAsync(client, "none");
        Answer held = await gateway.SendAsync("POST", "/clients", Update, null, ("Hmis-Gateway-Client", client));
        held.Status.ShouldBe(403);
        string other = await gateway.AddAgencyAsync("other-" + Interlocked.Increment(ref s_others).ToString(System.Globalization.CultureInfo.InvariantCulture));
        string before = await SeenByOwnerAsync(client, held.Receipt);
        Row row = s_matrix[route];

        Answer foreign = await SendAsync(row.Call(new Ids(client, held.Receipt)), other);
        string absentClient = "gone-" + client[5..];
        Answer absent = await SendAsync(row.Call(new Ids(absentClient, Guid.CreateVersion7().ToString())), other);

        foreign.Status.ShouldBe(row.Status, foreign.Text);
        Neutral(foreign.Text, client).ShouldBe(Neutral(absent.Text, absentClient));
        Headers(foreign).ShouldBe(Headers(absent));
        (await SeenByOwnerAsync(client, held.Receipt)).ShouldBe(before);
        gateway.Vendor.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_cursor_of_another_agencys_list_lists_nothing_like_one_that_does_not_exist()
    {
        string client = "cursor-1";
        await gateway.RecordAsync(client, "none");
        await gateway.SendAsync("POST", "/clients", Update, null, ("Hmis-Gateway-Client", client));
        await gateway.SendAsync("POST", "/clients", Update.Replace("raven", "crow", StringComparison.Ordinal), null, ("Hmis-Gateway-Client", client));
        string cursor = (await gateway.SendAsync("GET", $"/_gateway/v1/offline?limit=1&client={client}")).Json["nextCursor"]!.GetValue<string>();
        string other = await gateway.AddAgencyAsync("cursor-thief");
        await gateway.RecordAsync("own-1", "none", key: other);
        await gateway.SendAsync("POST", "/clients", Update, other, ("Hmis-Gateway-Client", "own-1"));

        Answer foreign = await gateway.SendAsync("GET", "/_gateway/v1/offline?after=" + cursor, key: other);
        Answer absent = await gateway.SendAsync("GET", "/_gateway/v1/offline?after=AAAAAAAAAAAAAAAAAAAAAA", key: other);

        foreign.Status.ShouldBe(200);
        foreign.Text.ShouldBe(absent.Text);
    }

    private static IEnumerable<string> Routes()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        WebApplication application = builder.Build();
        application.MapAgencyApi();
        foreach (RouteEndpoint endpoint in ((IEndpointRouteBuilder)application).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>())
        {
            IReadOnlyList<string> methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"];
            foreach (string method in methods)
            {
                yield return $"{method} {endpoint.RoutePattern.RawText}";
            }
        }
    }

    private static string Neutral(string answer, string client) =>
        Uuid().Replace(Moment().Replace(answer.Replace(client, "CLIENT", StringComparison.Ordinal), "MOMENT"), "UUID");

    private static string Headers(Answer answer) => string.Join('\n', answer.Headers
        .Where(static header => header.Key is not ("Date" or "Hmis-Gateway-Decision"))
        .OrderBy(static header => header.Key, StringComparer.Ordinal)
        .Select(static header => $"{header.Key}: {header.Value}"));

    private Task<Answer> SendAsync(Call call, string key) =>
        gateway.SendAsync(call.Method, "/_gateway/v1/" + call.Path, call.Body, key, call.Headers ?? []);

    /// <summary>Everything that the owner can see of the client and the item.</summary>
    private async Task<string> SeenByOwnerAsync(string client, string receipt) => string.Join('\n',
        (await gateway.SendAsync("GET", $"/_gateway/v1/clients/{client}/roi")).Text,
        (await gateway.SendAsync("GET", $"/_gateway/v1/offline?client={client}")).Text,
        (await gateway.SendAsync("GET", $"/_gateway/v1/offline/{receipt}")).Text,
        System.Text.Encoding.UTF8.GetString(await gateway.ReadBackAsync(receipt)));

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)")]
    private static partial Regex Moment();

    private sealed record Ids(string Client, string Receipt);

    private sealed record Call(string Method, string Path, string? Body = null, (string Name, string Value)[]? Headers = null);

    private sealed record Row(int Status, Func<Ids, Call> Call);
}

using System.Text;
using HmisGateway.EndToEndTests.Harness;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HmisGateway.EndToEndTests;

/// <summary>Requests in a request: one that is kept keeps all of them, and what is sent in parts is rebuilt.</summary>
public sealed class BatchTests : IAsyncLifetime
{
    private const string Type = "multipart/mixed; boundary=batch_1";

    private const string Profile = """
        {
          "name": "odata",
          "rules": [
            { "name": "create-note", "method": "POST", "path": "/odata/clients/{client}/notes", "body": ["json", "form"], "operation": "create", "kind": "note",
              "select": [{ "path": "client", "scheme": "vendor" }, { "json": "/client_id", "scheme": "vendor" }], "learn": [{ "json": "/id", "scheme": "record" }] },
            { "name": "update-note", "method": "PATCH", "path": "/odata/notes/{note}", "body": ["json", "jsonPatch", "mergePatch"], "operation": "update", "kind": "note",
              "select": [{ "path": "note", "scheme": "record" }, { "json": "/client_id", "scheme": "vendor" }] },
            { "name": "read", "method": "GET", "path": "/odata/**", "operation": "read" },
            { "name": "batch", "method": "POST", "path": "/odata/$batch", "body": "odataBatch" }
          ]
        }
        """;

    private readonly GatewayBeforeVendor _gateway = new();

    public async ValueTask InitializeAsync()
    {
        _gateway.UseProfile("odata", Profile);
        await _gateway.InitializeAsync();
        await _gateway.RecordAsync("full-1", "full", "1001");
        await _gateway.RecordAsync("none-1", "none", "1003");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_batch_about_full_clients_arrives_rebuilt_with_the_same_requests()
    {
        string body = Post("clients/1001/notes", "application/json", "{\"text\":\"a\"}") + Get("clients/1001/notes?$top=5")
            + Post("clients/1001/notes", "application/x-www-form-urlencoded", "text=a%20b&client_id=%31001") + "--batch_1--\r\n";

        (await SendAsync(body)).Status.ShouldBe(200);

        (string head, byte[] arrived) = _gateway.Vendor.SingleRequest();
        head.ShouldStartWith("POST /odata/$batch HTTP/1.1\r\n");
        string type = head.Split("\r\n").Single(static line => line.StartsWith("Content-Type: ", StringComparison.Ordinal))["Content-Type: ".Length..];
        type.ShouldStartWith("multipart/mixed; boundary=hmis-gateway-");
        (await RequestsAsync(type, arrived)).ShouldBe(
        [
            "POST clients/1001/notes HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{\"text\":\"a\"}",
            "GET clients/1001/notes?$top=5 HTTP/1.1\r\naccept: application/json\r\n\r\n",
            "POST clients/1001/notes HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 23\r\n\r\ntext=a+b&client_id=1001",
        ]);
    }

    [Fact]
    public async Task A_batch_of_JSON_arrives_byte_for_byte()
    {
        const string Body = """{"requests": [ {"id":"1","method":"POST","url":"clients/1001/notes","body":{"text":"a"}}, {"id":"2","method":"GET","url":"/odata/clients/1001"} ]}""";

        (await _gateway.SendAsync("POST", "/odata/$batch", Body)).Status.ShouldBe(200);

        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe(Body);
    }

    [Fact]
    public async Task One_request_that_is_kept_keeps_all_of_them()
    {
        string full = Post("clients/1001/notes", "application/json", "{\"text\":\"a\"}");
        foreach ((string parts, string code) in ((string, string)[])
                 [
                     (full + Post("clients/1003/notes", "application/json", "{}"), "no_sharing"),
                     (full + Post("clients/1001/notes", "application/json", "{\"client_id\":\"\\u0031003\"}"), "no_sharing"),
                     (full + Post("clients/7777/notes", "application/json", "{}"), "consent_not_confirmed"),
                     (full + Post("mergeClients", "application/json", "{\"ids\":[1001,1003]}"), "route_unclassified"),
                     (full + Post("$batch", "application/json", "{}"), "payload_unreadable"),
                     (full + Post("http://hmis.example.org/odata/clients/1003/notes", "application/json", "{}"), "payload_unreadable"),
                 ])
        {
            string body = parts + "--batch_1--\r\n";
            Answer answer = await SendAsync(body);

            (answer.Status, answer.Code).ShouldBe((403, code), answer.Text);
            (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(body));
        }

        const string Json = """{"requests":[{"id":"1","method":"POST","url":"clients/1001/notes","body":{}},{"id":"2","method":"POST","url":"clients/1003/notes","body":{}}]}""";
        Answer inJson = await _gateway.SendAsync("POST", "/odata/$batch", Json);
        inJson.Code.ShouldBe("no_sharing");
        inJson.Json["records"]!.ToJsonString().ShouldBe("""[{"pointer":"/requests/1"}]""");
        (await _gateway.ReadBackAsync(inJson.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Json));
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reads_alone_pass_and_the_answer_to_a_batch_teaches_nothing()
    {
        (await SendAsync(Get("clients/1003") + "--batch_1--\r\n")).Status.ShouldBe(200);
        _gateway.Vendor.Answer = static _ => RecordingVendor.Ok("""{"id":771}""");
        (await SendAsync(Post("clients/1001/notes", "application/json", "{}") + "--batch_1--\r\n")).Status.ShouldBe(200);

        (await _gateway.SendAsync("PATCH", "/odata/notes/771", "{\"text\":\"b\"}")).Code.ShouldBe("consent_not_confirmed");
    }

    [Fact]
    public async Task A_patch_is_judged_by_whom_it_sets()
    {
        _gateway.Vendor.Answer = static _ => RecordingVendor.Ok("""{"id":771}""");
        (await _gateway.SendAsync("POST", "/odata/clients/1001/notes", "{}")).Status.ShouldBe(200);
        _gateway.Vendor.Clear();

        const string Patch = """[{"op":"test","path":"/version","value":1}, {"op":"replace","path":"/text","value":"b"}]""";
        (await PatchAsync("application/json-patch+json", Patch)).Status.ShouldBe(200);
        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe(Patch);
        _gateway.Vendor.Clear();

        (await PatchAsync("application/json-patch+json", """[{"op":"replace","path":"/client_id","value":1003}]""")).Code.ShouldBe("no_sharing");
        (await PatchAsync("application/json-patch+json", """[{"op":"copy","from":"/other","path":"/client_id"}]""")).Code.ShouldBe("payload_unreadable");
        (await PatchAsync("application/merge-patch+json", """{"client_id":1003}""")).Code.ShouldBe("no_sharing");
        (await PatchAsync("application/xml", "<note/>")).Code.ShouldBe("payload_unreadable");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
        (await PatchAsync("application/merge-patch+json", """{"text":null}""")).Status.ShouldBe(200);
    }

    private Task<Answer> SendAsync(string body) => _gateway.SendBytesAsync("POST", "/odata/$batch", Encoding.UTF8.GetBytes(body), Type);

    private Task<Answer> PatchAsync(string type, string body) => _gateway.SendBytesAsync("PATCH", "/odata/notes/771", Encoding.UTF8.GetBytes(body), type);

    private static string Post(string url, string type, string body) => Part($"POST {url} HTTP/1.1\r\nContent-Type: {type}\r\n\r\n{body}");

    private static string Get(string url) => Part($"GET {url} HTTP/1.1\r\nAccept: application/json\r\n\r\n");

    private static string Part(string request) => $"--batch_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n{request}\r\n";

    private static async Task<List<string>> RequestsAsync(string contentType, byte[] body)
    {
        MultipartReader reader = new(HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary).ToString(), new MemoryStream(body));
        List<string> requests = [];
        while (await reader.ReadNextSectionAsync(TestContext.Current.CancellationToken) is { } section)
        {
            using StreamReader content = new(section.Body, Encoding.UTF8);
            requests.Add(await content.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        return requests;
    }
}

using System.Text;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Ways to hide a client in a batch of requests. Each is found, or the batch is refused.</summary>
public sealed class BatchHidingTests
{
    private const string Type = "multipart/mixed; boundary=b";

    private static readonly VendorProfile s_profile = The.Profile("""
        { "name": "note", "method": "POST", "path": "/odata/clients/{client}/notes", "body": ["json", "form"], "operation": "create", "kind": "note",
          "select": [{ "path": "client", "scheme": "vendor" }, { "json": "/**/client_id", "scheme": "vendor" }], "lock": [{ "json": "/private", "values": [true] }] },
        { "name": "update", "method": "PATCH", "path": "/odata/clients/{client}", "body": "json", "operation": "update", "kind": "client",
          "select": [{ "path": "client", "scheme": "vendor" }], "forwardHeaders": ["X-Client"] },
        { "name": "photo", "method": "POST", "path": "/odata/photos", "body": "multipart", "operation": "create", "select": [{ "json": "/client_id", "scheme": "vendor" }] },
        { "name": "by-header", "method": "POST", "path": "/odata/visits", "body": "json", "operation": "create", "select": [{ "header": "X-Client", "scheme": "vendor" }],
          "forwardHeaders": ["X-Client"] },
        { "name": "delete", "method": "DELETE", "path": "/odata/clients/{client}", "operation": "delete", "kind": "client", "select": [{ "path": "client", "scheme": "vendor" }] },
        { "name": "read", "method": "GET", "path": "/odata/**", "operation": "read" },
        { "name": "batch", "method": "POST", "path": "/odata/$batch", "body": "odataBatch" }
        """);

    public static TheoryData<string> Found => new(
        Post("clients/1001/notes", "{\"client_id\":100~}"),
        Post("clients/100~/notes", "{\"text\":\"x\"}"),
        Post("/odata/clients/100~/notes", "{\"text\":\"x\"}"),
        Post("clients/1001/notes", "{\"a\":{\"cl\\u0069ent_id\":\"100~\"}}"),
        Post("clients/1001/notes", "text=x&client_id=%3100~", "application/x-www-form-urlencoded"),
        Post("clients/1001/notes", "{\"text\":\"x\"}") + Post("clients/100~/notes", "{\"text\":\"y\"}"),
        Get("clients/1001") + Post("clients/100~/notes", "{\"text\":\"y\"}") + Get("clients/1001/notes?$top=5"),
        Part("PATCH clients/100~ HTTP/1.1\r\nContent-Type: application/json\r\nIf-Match: W/\"1\"\r\n\r\n{\"alias\":\"x\"}"),
        Part("PATCH clients/100~\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"alias\":\"x\"}\r\n"),
        Part("DELETE clients/100~ HTTP/1.1\r\n"),
        Part("POST visits HTTP/1.1\r\nX-Client: 100~\r\nContent-Type: application/json\r\n\r\n{}"));

    public static TheoryData<string> Refused => new(
        // Change sets and batches in it.
        "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nPOST clients/1003/notes HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}\r\n--c--\r\n--b--",
        Post("$batch", "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1003/notes\",\"body\":{}}]}") + "--b--",
        Post("/odata/$batch", "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1003/notes\",\"body\":{}}]}") + "--b--",
        Part("POST photos HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=c\r\n\r\n--c\r\nContent-Disposition: form-data; name=\"client_id\"\r\n\r\n1003\r\n--c--") + "--b--",

        // Whose address it is.
        Post("http://hmis.example.org/odata/clients/1001/notes", "{}") + "--b--",
        Post("//hmis.example.org/odata/clients/1001/notes", "{}") + "--b--",
        Post("/clients/1001/notes", "{}") + "--b--",
        Post("../odata/clients/1001/notes", "{}") + "--b--",
        Post("clients/1001/../1003/notes", "{}") + "--b--",
        Post("clients/%31003/notes", "{}") + "--b--",
        Post("clients/1001%2Fnotes", "{}") + "--b--",
        Post("clients/1001/notes#x", "{}") + "--b--",
        Post("", "{}") + "--b--",
        Post("clients/1001/notes?client=1003", "{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nHost: other.example.org\r\nContent-Type: application/json\r\n\r\n{}") + "--b--",

        // References to other requests.
        "--b\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nPOST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}\r\n" + Post("$1/notes", "{}") + "--b--",
        "--b\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nPOST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}\r\n" + Post("clients/1001/notes", "{\"note@odata.bind\":\"$1\"}") + "--b--",
        "--b\r\nContent-Type: application/http\r\nContent-ID: a\r\n\r\nPOST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}\r\n" + Post("clients/1001/notes", "{\"x\":\"\\u0024a/y\"}") + "--b--",
        "--b\r\nContent-Type: application/http\r\nContent-ID: <1@x>\r\n\r\nPOST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}\r\n--b--",

        // The request in the part.
        Part("POST clients/1001/notes HTTP/2\r\nContent-Type: application/json\r\n\r\n{}") + "--b--",
        Part("POST  clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1 x\r\nContent-Type: application/json\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\nContent-Type: application/json\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\nX-HTTP-Method-Override: DELETE\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\nContent-Type: application/xml\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\nHmis-Gateway-Client: full-1\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\nAuthorization: Bearer x\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}{\"client_id\":1003}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\n folded\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json; charset=utf-7\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: text/plain\r\n\r\n{}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\n\r\n{\"client_id\":1001}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"client_id\":1001,\"client_id\":1003}") + "--b--",
        Part("POST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}\r\n\r\nPOST clients/1003/notes HTTP/1.1\r\n\r\n{}") + "--b--",
        Part("GET clients/1001 HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"client_id\":1003}") + "--b--",
        Part("DELETE clients/1001 HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"client_id\":1003}") + "--b--",

        // The parts.
        "--b\r\nContent-Type: text/plain\r\n\r\nPOST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}\r\n--b--",
        "--b\r\nContent-Type: application/http; msgtype=response\r\n\r\nPOST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}\r\n--b--",
        "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: base64\r\n\r\nUE9TVA==\r\n--b--",
        "--b\r\nContent-Type: application/http\r\nX-Y: z\r\n\r\nPOST clients/1001/notes HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{}\r\n--b--",
        "x\r\n" + Post("clients/1001/notes", "{}") + "--b--",
        Post("clients/1001/notes", "{}") + "--b--\r\n" + Post("clients/1003/notes", "{}") + "--b--",
        Post("clients/1001/notes", "{}"),
        "--b--");

    public static TheoryData<string> RefusedJson => new(
        "[]",
        "{}",
        "{\"requests\":[]}",
        "{\"requests\":{\"id\":\"1\"}}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{}}],\"x\":1}",
        "{\"requests\":[{\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{}}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{},\"atomicityGroup\":\"g\"}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{},\"if\":\"$0/succeeded\"}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":\"eyJjbGllbnRfaWQiOjEwMDN9\"}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{}},{\"id\":\"1\",\"method\":\"GET\",\"url\":\"clients/1001\"}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{},\"body\":{\"client_id\":1003}}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{},\"Body\":{\"client_id\":1003}}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"url\":\"clients/1003/notes\",\"body\":{}}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{},\"headers\":{\"Content-Type\":\"application/xml\"}}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{},\"headers\":{\"Content-Type\":\"application/x-www-form-urlencoded\"}}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{},\"headers\":{\"X-HTTP-Method-Override\":\"DELETE\"}}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{},\"headers\":{\"prefer\":\"a\\r\\nb: c\"}}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{},\"headers\":[]}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{}},{\"id\":\"2\",\"method\":\"POST\",\"url\":\"$1/notes\",\"body\":{},\"dependsOn\":[\"1\"]}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{}},{\"id\":\"2\",\"method\":\"POST\",\"url\":\"clients/1001/notes\",\"body\":{\"n\":\"$1\"}}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"http://hmis.example.org/odata/clients/1001/notes\",\"body\":{}}]}",
        "{\"requests\":[{\"id\":\"1\",\"method\":\"POST\",\"url\":\"$batch\",\"body\":{\"requests\":[{\"id\":\"2\",\"method\":\"POST\",\"url\":\"clients/1003/notes\",\"body\":{}}]}}]}");

    [Theory]
    [MemberData(nameof(Found))]
    public async Task A_client_is_found_in_every_request(string parts)
    {
        foreach ((char digit, string id) in new[] { ('3', "1003"), ('7', "1007") })
        {
            string body = parts.Replace('~', digit) + "--b--";
            PayloadReading.Readable reading = ReadMixed(body).ShouldBeOfType<PayloadReading.Readable>($"{ReadMixed(body)}");

            reading.Records.ShouldContain(record => record.References.Any(reference => reference.Value == id));
            reading.Operation.ShouldNotBe(Operation.Read);
            reading.Operation.ShouldNotBe(Operation.Delete);
            List<string> arrived = await RequestsAsync(reading.Rebuilt!.ContentType, reading.Rebuilt.Body.ToArray());
            arrived.Count.ShouldBe((await RequestsAsync(Type, Encoding.UTF8.GetBytes(body))).Count);
            string.Concat(arrived).ShouldContain(id);
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_servers_could_take_differently_is_refused(string body) => ReadMixed(body).ShouldBeOfType<PayloadReading.Unreadable>();

    [Theory]
    [MemberData(nameof(RefusedJson))]
    public void What_servers_could_take_differently_is_refused_in_JSON_too(string body) => ReadJson(body).ShouldBeOfType<PayloadReading.Unreadable>();

    [Theory]
    [InlineData("POST", "mergeClients")]
    [InlineData("PUT", "clients/1001")]
    [InlineData("BREW", "clients/1001")]
    [InlineData("post", "clients/1001/notes")]
    public void One_request_without_a_rule_leaves_all_of_it_uncovered(string method, string url)
    {
        ReadMixed(Post("clients/1001/notes", "{}") + Part($"{method} {url} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{{}}") + "--b--")
            .ShouldBeOfType<PayloadReading.NotCovered>();
        if (method != "post")
        {
            ReadJson(string.Concat("{\"requests\":[{\"id\":\"1\",\"method\":\"GET\",\"url\":\"clients/1001\"},{\"id\":\"2\",\"method\":\"", method, "\",\"url\":\"", url, "\",\"body\":{}}]}"))
                .ShouldBeOfType<PayloadReading.NotCovered>();
        }
    }

    [Theory]
    [InlineData("""{"requests":[{"id":"1","method":"POST","url":"clients/100~/notes","body":{}}]}""")]
    [InlineData("""{"requests":[{"id":"1","method":"post","url":"clients/1001/notes","headers":{"Content-Type":"application/json"},"body":{"a":{"cl\u0069ent_id":"100~"}}}]}""")]
    [InlineData("""{"requests":[{"id":"a","method":"GET","url":"clients/1001"},{"id":"b","dependsOn":["a"],"method":"POST","url":"/odata/clients/100~/notes","body":{"text":"$5"}}]}""")]
    [InlineData("""{"requests":[{"id":"1","method":"DELETE","url":"clients/100~","body":null}]}""")]
    [InlineData("""{"requests":[{"id":"1","method":"POST","url":"visits","headers":{"x-client":"100~"},"body":{}}]}""")]
    public void A_client_is_found_in_every_request_of_JSON(string body)
    {
        foreach ((char digit, string id) in new[] { ('3', "1003"), ('7', "1007") })
        {
            PayloadReading.Readable reading = ReadJson(body.Replace('~', digit)).ShouldBeOfType<PayloadReading.Readable>($"{ReadJson(body.Replace('~', digit))}");

            reading.Records.ShouldContain(record => record.References.Any(reference => reference.Value == id));
            reading.Rebuilt.ShouldBeNull();
            reading.Operation.ShouldNotBe(Operation.Delete);
        }
    }

    [Fact]
    public void Records_say_where_they_stand_and_that_the_answer_teaches_nothing()
    {
        IReadOnlyList<PayloadRecord> mixed = ReadMixed(Get("clients/1001") + Post("clients/1001/notes", "{\"private\":true}") + Post("clients/1003/notes", "{}") + "--b--").Records();
        IReadOnlyList<PayloadRecord> json = ReadJson("""{"requests":[{"id":"1","method":"GET","url":"clients/1001"},{"id":"2","method":"POST","url":"clients/1003/notes","body":{}}]}""").Records();

        mixed.Select(static record => record.Pointer).ShouldBe(["/1", "/2"]);
        mixed[0].IsLocked.ShouldBeTrue();
        json.Select(static record => record.Pointer).ShouldBe(["/requests/1"]);
        foreach (PayloadRecord record in mixed.Concat(json))
        {
            AnswerReader.IsAnswered(record.Answer!, "{\"id\":1}"u8).ShouldBeFalse();
        }
    }

    [Fact]
    public void Reads_alone_are_a_read()
    {
        ReadMixed(Get("clients/1001") + Get("clients/1003/notes") + "--b--").ShouldBeOfType<PayloadReading.Readable>().Operation.ShouldBe(Operation.Read);
        ReadJson("""{"requests":[{"id":"1","method":"GET","url":"clients/1003"}]}""").ShouldBeOfType<PayloadReading.Readable>().Operation.ShouldBe(Operation.Read);
    }

    [Theory]
    [InlineData("clients/1001/notes", "{\"text\":\"219-09-9999\"}", "")]
    [InlineData("clients/1001/notes", "{}", "Prefer: x=219-09-9999\r\n")]
    [InlineData("clients/219099999/notes", "{}", "")]
    public void Whom_any_request_mentions_is_found(string url, string body, string header) =>
        new Sweep().Identity(ssn: "219-09-9999")
            .InRequestOf(Type, s_profile, "POST", "/odata/$batch", Encoding.UTF8.GetBytes(Part($"POST {url} HTTP/1.1\r\n{header}Content-Type: application/json\r\n\r\n{body}") + "--b--"))
            .ShouldBe(MentionKind.Identifier);

    [Fact]
    public void The_agencys_own_id_in_our_header_counts_for_every_request()
    {
        PayloadReading reading = Read.RequestOf(
            Type, s_profile, "POST", "/odata/$batch", Encoding.UTF8.GetBytes(Post("clients/1001/notes", "{}") + Post("clients/1001/notes", "{}") + "--b--"), (RequestReader.ClientHeader, "none-1"));

        reading.Records().ShouldAllBe(static record => record.References.Any(static reference => reference.Value == "none-1"));
    }

    private static string Part(string request) => $"--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n{request}\r\n";

    private static string Post(string url, string body, string type = "application/json") => Part($"POST {url} HTTP/1.1\r\nContent-Type: {type}\r\n\r\n{body}");

    private static string Get(string url) => Part($"GET {url} HTTP/1.1\r\nAccept: application/json\r\n\r\n");

    private static PayloadReading ReadMixed(string body) => Read.RequestOf(Type, s_profile, "POST", "/odata/$batch", Encoding.UTF8.GetBytes(body));

    private static PayloadReading ReadJson(string body) => Read.RequestOf("application/json", s_profile, "POST", "/odata/$batch", Encoding.UTF8.GetBytes(body));

    private static async Task<List<string>> RequestsAsync(string contentType, byte[] body)
    {
        MultipartReader reader = new(HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary).ToString(), new MemoryStream(body));
        List<string> requests = [];
        while (await reader.ReadNextSectionAsync(TestContext.Current.CancellationToken) is { } section)
        {
            section.ContentType.ShouldBe("application/http");
            using StreamReader content = new(section.Body, Encoding.UTF8);
            requests.Add(await content.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        return requests;
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HmisGateway.Sandbox;
using HmisGateway.Testing;

namespace HmisGateway.Tests.Sandbox;

public sealed partial class SimulatedVendorTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private SimulatedVendor _vendor = null!;

    [Fact]
    public async Task A_clarity_client_is_created_read_and_updated()
    {
        JsonObject created = await SendAsync(HttpMethod.Post, "/clients", """{"client":{"first_name":"Edgar","last_name":"Poe","ssn3":"xxxx"},"screenValues":{"veteran":99},"fields":"id,unique_identifier,first_name,personal_id,ssn1,screenValues.veteran"}""");
        string id = created["id"]!.ToString();
        created.Select(field => field.Key).ShouldBe(["id", "ssn1", "first_name", "unique_identifier", "screenValues", "personal_id"], ignoreOrder: true);
        created["personal_id"].ShouldBeNull();
        created["ssn1"]!.ToString().ShouldBe("***");
        UpperHex().IsMatch(created["unique_identifier"]!.ToString()).ShouldBeTrue();

        JsonObject read = await SendAsync(HttpMethod.Get, $"/clients/{created["unique_identifier"]}", null);
        read["id"]!.ToString().ShouldBe(id);
        LowerHex().IsMatch(read["personal_id"]!.ToString()).ShouldBeTrue();

        JsonObject updated = await SendAsync(HttpMethod.Put, $"/clients/{id}", """{"client":{"last_name":"Po","id":7}}""");
        updated["last_name"]!.ToString().ShouldBe("Po");
        updated["first_name"]!.ToString().ShouldBe("Edgar");
        updated["id"]!.ToString().ShouldBe(id);
    }

    [Fact]
    public async Task Enrollments_notes_and_files_hang_under_their_client()
    {
        JsonObject program = await SendAsync(HttpMethod.Post, "/clients/1001/client-programs/enroll", """{"programId":2,"screenValues":{"program_date":"2001-01-01"},"fields":"id,ref_client,ref_program"}""");
        program["ref_client"]!.GetValue<int>().ShouldBe(1001);
        program["ref_program"]!.GetValue<int>().ShouldBe(2);

        JsonObject note = await SendAsync(HttpMethod.Post, $"/clients/1001/client-programs/{program["id"]}/client-notes", """{"clientNote":{"title":"pitle","date":"10/10/2010","note":"pote","private":"0"}}""");
        note["date"]!.ToString().ShouldBe("2010-10-10");
        JsonObject changed = await SendAsync(HttpMethod.Put, $"/clients/1001/client-notes/{note["id"]}", """{"clientNote":{"title":"other"}}""");
        changed["title"]!.ToString().ShouldBe("other");
        changed["note"]!.ToString().ShouldBe("pote");
        (await StatusAsync(HttpMethod.Put, $"/clients/1002/client-notes/{note["id"]}", """{"clientNote":{"title":"x"}}""")).ShouldBe(404);
        (await StatusAsync(HttpMethod.Delete, $"/clients/1001/client-notes/{note["id"]}", null)).ShouldBe(204);
        (await StatusAsync(HttpMethod.Get, $"/clients/1001/client-notes/{note["id"]}", null)).ShouldBe(404);

        JsonObject file = await SendAsync(HttpMethod.Post, "/clients/1001/client-files", """{"clientFile":{"ref_category":12,"private":null,"name":"a"},"base64_file_content":"data:;base64,QQ==","file_name":"a.pdf"}""");
        (await SendAsync(HttpMethod.Post, $"/clients/1001/client-files/{file["id"]}", """{"clientFile":{"private":true}}"""))["private"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Hud_records_have_string_ids_and_flat_bodies()
    {
        JsonObject client = await SendAsync(HttpMethod.Post, "/clients", """{"FirstName":"Ada","LastName":"Ames","DOB":"1980-01-01"}""");
        string person = client["PersonalID"]!.GetValue<string>();
        JsonObject enrollment = await SendAsync(HttpMethod.Post, "/enrollments", $$"""{"PersonalID":"{{person}}","ProjectID":"p1"}""");
        string enrollmentId = enrollment["EnrollmentID"]!.GetValue<string>();
        JsonObject service = await SendAsync(HttpMethod.Post, "/services", $$"""{"EnrollmentID":"{{enrollmentId}}","RecordType":200}""");
        service["ServicesID"]!.GetValue<string>().ShouldNotBeEmpty();
        (await SendAsync(HttpMethod.Post, "/exit", $$"""{"EnrollmentID":"{{enrollmentId}}"}"""))["ExitID"].ShouldNotBeNull();
        (await SendAsync(HttpMethod.Patch, $"/clients/{person}", """{"LastName":null}"""))["LastName"].ShouldBeNull();
        (await SendAsync(HttpMethod.Patch, "/clients/1001", """{"LastName":"Seed"}"""))["PersonalID"]!.GetValue<string>().ShouldBe("1001");
        (await StatusAsync(HttpMethod.Post, "/services", """{"EnrollmentID":"nowhere"}""")).ShouldBe(422);
        (await StatusAsync(HttpMethod.Post, "/enrollments", """{"PersonalID":"nobody"}""")).ShouldBe(422);
    }

    [Fact]
    public async Task Missing_names_are_refused_in_the_vendor_s_own_shape()
    {
        using HttpResponseMessage response = await AskAsync(HttpMethod.Post, "/clients", """{"client":{"first_name":"Edgar"}}""");
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("""{"messages":{"last_name":"Last Name cannot be blank."}}""");
    }

    [Theory]
    [InlineData("/nothing/here")]
    [InlineData("/clients/9999")]
    [InlineData("/clients/1001/no-such-thing")]
    [InlineData("/")]
    public async Task Anything_else_is_404_json(string path)
    {
        using HttpResponseMessage response = await AskAsync(HttpMethod.Post, path, "{}");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact]
    public async Task What_cannot_be_parsed_is_kept_all_the_same()
    {
        (await StatusAsync(HttpMethod.Post, "/clients", """{"client":{"a":1,"a":2}}""")).ShouldBe(400);
        (await StatusAsync(HttpMethod.Post, "/clients", "[1")).ShouldBe(400);
        _vendor.Received.Count.ShouldBe(2);
        _vendor.Received[1].Body.ShouldBe("[1"u8.ToArray());
    }

    [Fact]
    public async Task A_request_is_kept_exactly_as_it_came()
    {
        byte[] body = [0, 255, 13, 10, 128];
        string head = "POST /cl%69ents/../x?ssn=1%202;y HTTP/1.1\r\nhost: a\r\nX-B:  two \r\nX-A: one\r\nx-b: three\r\nTransfer-Encoding: chunked\r\n\r\n";
        using TcpClient tcp = await ConnectAsync();
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        await stream.WriteAsync("2\r\n"u8.ToArray().Concat(body[..2]).Concat("\r\n3\r\n"u8.ToArray()).Concat(body[2..]).Concat("\r\n0\r\n\r\n"u8.ToArray()).ToArray(), TestContext.Current.CancellationToken);
        await ReadAnswerAsync(stream);
        // A second request on the same connection starts afresh.
        await stream.WriteAsync("GET /clients/1001 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await ReadAnswerAsync(stream);

        ReceivedRequest first = _vendor.Received[0];
        first.Method.ShouldBe("POST");
        first.Target.ShouldBe("/cl%69ents/../x?ssn=1%202;y");
        first.Headers.Select(header => $"{header.Key}={header.Value}").ShouldBe(["host=a", "X-B=two", "X-A=one", "x-b=three", "Transfer-Encoding=chunked"]);
        first.Body.ShouldBe(body);
        first.IsComplete.ShouldBeTrue();
        _vendor.Received[1].Headers.Select(header => header.Key).ShouldBe(["Host", "Connection"]);

        JsonArray json = (await _client.GetFromJsonAsync<JsonArray>(new Uri(_vendor.Address, "/received"), TestContext.Current.CancellationToken))!;
        json.Count.ShouldBe(2, "the view itself is not kept");
        json[0]!["seq"]!.GetValue<int>().ShouldBe(1);
        json[0]!["target"]!.GetValue<string>().ShouldBe("/cl%69ents/../x?ssn=1%202;y");
        json[0]!["headers"]!["X-B"]!.GetValue<string>().ShouldBe("two, three");
        Convert.FromBase64String(json[0]!["bodyBase64"]!.GetValue<string>()).ShouldBe(body);
        (await StatusAsync(HttpMethod.Delete, "/received", null)).ShouldBe(204);
        _vendor.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_kept_as_far_as_it_came()
    {
        using (TcpClient tcp = await ConnectAsync())
        {
            await tcp.GetStream().WriteAsync("POST /clients HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray(), TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(() => _vendor.Received.Count == 1);
        }

        await Eventually.HoldsAsync(() => _vendor.Received[0].Body.Length > 0);
        _vendor.Received[0].IsComplete.ShouldBeFalse();
        _vendor.Received[0].Body.ShouldBe("half"u8.ToArray());
    }

    [Fact]
    public async Task A_head_that_breaks_off_is_kept_too()
    {
        using (TcpClient tcp = await ConnectAsync())
        {
            NetworkStream stream = tcp.GetStream();
            await stream.WriteAsync("POST /clients/1003 HTTP/1.1\r\nHost: a\r\nX-Half: Mar"u8.ToArray(), TestContext.Current.CancellationToken);
            tcp.Client.Shutdown(SocketShutdown.Send);

            // A reset, which closing before an answer is read would be, may overtake what was sent.
            await stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        }

        await Eventually.HoldsAsync(() => _vendor.Received.Count == 1);
        Encoding.ASCII.GetString(_vendor.Received[0].Body).ShouldStartWith("POST /clients/1003 HTTP/1.1");
        Encoding.ASCII.GetString(_vendor.Received[0].Body).ShouldEndWith("X-Half: Mar");
        _vendor.Received[0].IsComplete.ShouldBeFalse();
    }

    [Fact]
    public async Task The_page_says_when_nothing_came_and_escapes_what_came()
    {
        string empty = await PageAsync("/");
        empty.ShouldContain("Nothing was received.");
        empty.ShouldNotContain("http-equiv=\"refresh\"");
        _vendor.Received.ShouldBeEmpty("looking is not kept");

        await StatusAsync(HttpMethod.Post, "/clients", """{"client":{"first_name":"<script>alert(1)</script>","last_name":"x"}}""");
        string page = await PageAsync("/?refresh");
        page.ShouldContain("http-equiv=\"refresh\" content=\"2\"");
        page.ShouldContain("<caption>1 request, newest first</caption>");
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        page.ShouldNotContain("<script");
    }

    [Fact]
    public async Task Ids_given_out_at_the_same_time_differ()
    {
        JsonObject[] created = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            SendAsync(HttpMethod.Post, "/clients", """{"client":{"first_name":"A","last_name":"B"}}""")));
        created.Select(client => client["id"]!.GetValue<int>()).ShouldBeUnique();
        created.ShouldAllBe(client => client["id"]!.GetValue<int>() > 1005);
        _vendor.Received.Select(request => request.Sequence).ShouldBe(Enumerable.Range(1, 100).Select(each => (long)each));
    }

    [Fact]
    public async Task A_request_that_ends_its_connection_is_kept_once()
    {
        using (TcpClient tcp = await ConnectAsync())
        {
            NetworkStream stream = tcp.GetStream();
            await stream.WriteAsync("POST /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray(), TestContext.Current.CancellationToken);
            await stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        }

        await _vendor.DisposeAsync();
        _vendor.Received.ShouldHaveSingleItem().Body.ShouldBe("{}"u8.ToArray());
    }

    [Theory]
    [MemberData(nameof(RecordedCalls))]
    public async Task A_recorded_call_gets_an_answer_of_the_recorded_shape(string name, string call)
    {
        JsonObject recorded = (JsonObject)JsonNode.Parse(call)!;
        string route = recorded["route"]!.GetValue<string>();
        string path = route.StartsWith('(') ? "/clients/1001/client-programs/enroll" : route.Split(' ')[1].Replace("{id}", "1001", StringComparison.Ordinal);
        string body = recorded["body"]!.ToJsonString();
        JsonObject answer = await SendAsync(new HttpMethod(recorded["method"]!.GetValue<string>()), path, body);
        string[] asked = recorded["body"]!["fields"]!.GetValue<string>().Split(',', StringSplitOptions.TrimEntries);
        answer["id"].ShouldNotBeNull();
        foreach ((string field, _) in (JsonObject)recorded["answer"]!)
        {
            if (asked.Contains(field) && body.Contains($"\"{field}\"", StringComparison.Ordinal))
            {
                answer.ContainsKey(field).ShouldBeTrue($"{field} of {name}");
            }
        }
    }

    public static TheoryData<string, string> RecordedCalls()
    {
        TheoryData<string, string> calls = new()
        {
            { "note", """{"route":"POST /clients/{id}/client-notes","method":"POST","body":{"clientNote":{"title":"t","date":"10/10/2010","note":"n"},"fields":"note,id,title,date"},"answer":{"id":1,"title":"t","note":"n","date":"2010-10-10"}}""" },
            { "enroll", """{"route":"POST /clients/{id}/client-programs/enroll","method":"POST","body":{"programId":1,"fields":"ref_program,id,ref_client"},"answer":{"id":1,"ref_client":2,"ref_program":1}}""" },
        };
        if (Environment.GetEnvironmentVariable("HMIS_CASES") is { Length: > 0 } cases)
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(cases, "clarity-rest"), "*.json"))
            {
                calls.Add(Path.GetFileName(file), File.ReadAllText(file));
            }
        }

        return calls;
    }

    public async ValueTask InitializeAsync() =>
        _vendor = await SimulatedVendor.StartAsync(0, TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _vendor.DisposeAsync();
    }

    private async Task<string> PageAsync(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(_vendor.Address, path));
        request.Headers.Accept.ParseAdd("text/html");
        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string? body)
    {
        using HttpRequestMessage request = new(method, new Uri(_vendor.Address, path));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<int> StatusAsync(HttpMethod method, string path, string? body)
    {
        using HttpResponseMessage response = await AskAsync(method, path, body);
        return (int)response.StatusCode;
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, string? body)
    {
        using HttpResponseMessage response = await AskAsync(method, path, body);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonSerializer.Deserialize<JsonObject>(text)!;
    }

    private async Task<TcpClient> ConnectAsync()
    {
        TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, _vendor.Address.Port, TestContext.Current.CancellationToken);
        return tcp;
    }

    private static async Task ReadAnswerAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[4096];
        (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0);
    }

    [GeneratedRegex("^[0-9A-F]{9}$")]
    private static partial Regex UpperHex();

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex LowerHex();
}

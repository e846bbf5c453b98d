using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>The main job: what a No Sharing client's agency system sends never arrives, is kept, and can be read back.</summary>
public sealed class NoSharingTests(SandboxProcess sandbox) : IClassFixture<SandboxProcess>
{
    private const string Create = """{"client":{"first_name":"Ada","last_name":"Quill","name_quality":1},"fields":"id,unique_identifier"}""";
    private const string Note = """{"clientNote":{"title":"Visit","note":"Slept well","date":"10/10/2026","private":"0"},"fields":"id"}""";
    private const string Enroll = """{"programId":2,"screenValues":{"program_date":"2026-11-01"},"fields":"id,ref_client"}""";
    private const string Attachment = """{"clientFile":{"ref_category":12,"private":false,"name":"id.pdf"},"base64_file_content":"data:application/pdf;base64,JVBERi0=","file_name":"id.pdf"}""";

    public static TheoryData<string, string, string, string?> WritesAboutNoneOne => new()
    {
        { "POST", "/clients", Create, "none-1" },
        { "POST", "/api1/clients", Create, "none-1" },
        { "PUT", "/clients/1003", Create, null },
        { "PUT", "/clients/1003", Create, "none-1" },
        { "POST", "/clients/1003/client-programs/enroll", Enroll, null },
        { "POST", "/clients/1003/client-programs/enroll", Enroll, "none-1" },
        { "POST", "/clients/1003/client-notes", Note, null },
        { "POST", "/clients/1003/client-notes", Note, "none-1" },
        { "POST", "/clients/1003/client-files", Attachment, null },
        { "POST", "/clients/1003/client-files", Attachment, "none-1" },
        { "PUT", "/clients/1001", Create, "none-1" },
        { "PUT", "/clients/1003", Create, "full-1" },
        { "POST", "/clients/none-1/client-notes", Note, null },
    };

    [Theory]
    [MemberData(nameof(WritesAboutNoneOne))]
    public async Task No_sharing_write_never_reaches_the_vendor_and_is_kept_byte_for_byte(string method, string path, string json, string? client)
    {
        await sandbox.ClearReceivedAsync();
        byte[] body = Encoding.UTF8.GetBytes(json);

        Answer answer = await sandbox.SendAsync(new HttpMethod(method), path, body, client);

        answer.Status.ShouldBe(403, answer.Text);
        answer.Code.ShouldBe("no_sharing");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
        (await sandbox.ReadBackAsync(answer.Receipt)).ShouldBe(body);
    }

    [Fact]
    public async Task The_refusal_is_the_problem_document_of_the_contract()
    {
        Answer answer = await sandbox.SendAsync(HttpMethod.Post, "/clients", Create + " ", "none-1");

        answer.ContentType.ShouldBe("application/problem+json");
        answer.Headers["Cache-Control"].ShouldBe("no-store");
        answer.Headers.ShouldNotContainKey("Retry-After");
        answer.Headers.ShouldContainKey("Hmis-Gateway-Decision");
        JsonObject problem = answer.Json.AsObject();
        problem.Select(static member => member.Key).ShouldBe(
        [
            "type", "title", "status", "instance", "code", "receipt", "reference", "preserved", "retryable", "lockedAttempt", "records", "userMessage",
        ]);
        problem["type"]!.GetValue<string>().ShouldBe("/_gateway/problems/no-sharing");
        problem["title"]!.GetValue<string>().ShouldBe("Not sent to HMIS. Saved offline.");
        problem["status"]!.GetValue<int>().ShouldBe(403);
        problem["instance"]!.GetValue<string>().ShouldBe("urn:uuid:" + answer.Receipt);
        problem["reference"]!.GetValue<string>().ShouldMatch("^[0-9A-Z]{3}-[0-9A-Z]{2}$");
        problem["preserved"]!.GetValue<bool>().ShouldBeTrue();
        problem["retryable"]!.GetValue<bool>().ShouldBeFalse();
        problem["lockedAttempt"]!.GetValue<bool>().ShouldBeFalse();
        problem["userMessage"]!["en"]!.GetValue<string>().ShouldContain("No Sharing");
        problem["userMessage"]!["es"]!.GetValue<string>().ShouldContain("No compartir");
    }

    [Theory]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("\"1\"")]
    [InlineData("\"true\"")]
    public async Task A_locked_record_is_blocked_too_and_counted_apart(string value)
    {
        await sandbox.ClearReceivedAsync();
        string json = Create.Replace("\"client\":{", $"\"client\":{{\"private\":{value},");

        Answer answer = await sandbox.SendAsync(HttpMethod.Post, "/clients", json, "none-1");

        answer.Code.ShouldBe("no_sharing");
        answer.Json["lockedAttempt"]!.GetValue<bool>().ShouldBeTrue();
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
        string metrics = await sandbox.Http.GetStringAsync(new Uri(sandbox.Management, "/metrics"), TestContext.Current.CancellationToken);
        metrics.Split('\n').ShouldContain(static line =>
            line.StartsWith("hmis_gateway_decisions_total") && line.Contains("code=\"no_sharing\"") && line.Contains("locked=\"true\""));
    }

    [Theory]
    [InlineData("full-1", "1001")]
    [InlineData("limited-1", "1002")]
    public async Task A_permitted_write_arrives_with_identical_bytes(string client, string vendorId)
    {
        await sandbox.ClearReceivedAsync();
        byte[] body = Encoding.UTF8.GetBytes("  {\"client\" : {\"first_name\":\"\\u00c1da\",\"last_name\":\"Quill\"} ,\n\"fields\":\"id\"}  ");

        Answer created = await sandbox.SendAsync(HttpMethod.Post, "/clients", body, client);
        Answer updated = await sandbox.SendAsync(HttpMethod.Put, "/clients/" + vendorId, body);

        created.Status.ShouldBe(200, created.Text);
        updated.Status.ShouldBe(200, updated.Text);
        JsonArray received = await sandbox.ReceivedAsync();
        received.Count.ShouldBe(2);
        foreach (JsonNode? request in received)
        {
            Convert.FromBase64String(request!["bodyBase64"]!.GetValue<string>()).ShouldBe(body);
            request["headers"]!.AsObject().ShouldNotContain(static header => header.Key.StartsWith("Hmis-Gateway", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("refused-1", "1004", "no_sharing")]
    [InlineData("expired-1", "1005", "consent_not_confirmed")]
    [InlineData("missing-1", "4711", "consent_not_confirmed")]
    public async Task Anything_but_a_choice_in_effect_does_not_pass(string client, string vendorId, string code)
    {
        await sandbox.ClearReceivedAsync();
        foreach ((HttpMethod method, string path, string? header) in new[]
                 {
                     (HttpMethod.Post, "/clients", client), (HttpMethod.Put, "/clients/" + vendorId, null),
                 })
        {
            Answer answer = await sandbox.SendAsync(method, path, Create, header);
            answer.Status.ShouldBe(403);
            answer.Code.ShouldBe(code);
            (await sandbox.ReadBackAsync(answer.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Create));
        }

        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("POST", "/clients/1001/unheard-of")]
    [InlineData("PATCH", "/clients/1001")]
    [InlineData("PROPFIND", "/clients/1001")]
    [InlineData("POST", "/")]
    public async Task An_unmapped_route_does_not_pass_and_is_kept(string method, string path)
    {
        await sandbox.ClearReceivedAsync();

        Answer answer = await sandbox.SendAsync(new HttpMethod(method), path, Create, "full-1");

        answer.Status.ShouldBe(403);
        answer.Code.ShouldBe("route_unclassified");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
        (await sandbox.ReadBackAsync(answer.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Create));
    }

    [Fact]
    public async Task A_record_without_any_client_reference_is_held_as_unidentified()
    {
        await sandbox.ClearReceivedAsync();

        Answer answer = await sandbox.SendAsync(HttpMethod.Post, "/clients", """{"client":{"first_name":"Edgar","last_name":"Poe"}}""");

        answer.Code.ShouldBe("client_unidentified");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_body_is_inspected_and_kept_as_it_was_sent(string encoding)
    {
        await sandbox.ClearReceivedAsync();
        byte[] plain = Encoding.UTF8.GetBytes(Create);
        byte[] compressed = Compress(plain, encoding);

        Answer blocked = await sandbox.SendAsync(HttpMethod.Put, "/clients/1003", compressed, headers: ("Content-Encoding", encoding));
        Answer passed = await sandbox.SendAsync(HttpMethod.Put, "/clients/1001", compressed, headers: ("Content-Encoding", encoding));

        blocked.Code.ShouldBe("no_sharing");
        (await sandbox.ReadBackAsync(blocked.Receipt)).ShouldBe(compressed);
        passed.Status.ShouldBe(200, passed.Text);
        JsonNode received = (await sandbox.ReceivedAsync()).ShouldHaveSingleItem()!;
        Convert.FromBase64String(received["bodyBase64"]!.GetValue<string>()).ShouldBe(plain);
        received["headers"]!.AsObject().ShouldNotContain(static header => header.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Trailing_bytes_behind_a_compressed_body_are_refused()
    {
        byte[] body = [.. Compress(Encoding.UTF8.GetBytes(Create), "gzip"), 0x20];

        Answer answer = await sandbox.SendAsync(HttpMethod.Put, "/clients/1001", body, headers: ("Content-Encoding", "gzip"));

        answer.Code.ShouldBe("payload_unreadable");
        (await sandbox.ReadBackAsync(answer.Receipt)).ShouldBe(body);
    }

    [Theory]
    [InlineData("/clients/%31003")]
    [InlineData("/clients/1001%2f..%2f1003")]
    [InlineData("/clients/1001/../1003")]
    [InlineData("//clients/1003")]
    [InlineData("/clients;x/1003")]
    [InlineData("/clients/1001?a=1&a=2")]
    public async Task A_path_that_can_be_read_in_two_ways_is_refused_and_kept(string target)
    {
        await sandbox.ClearReceivedAsync();
        byte[] body = Encoding.UTF8.GetBytes(Create);

        string answer = await RawHttp.ExchangeAsync(
            sandbox.Gateway,
            $"""
            PUT {target} HTTP/1.1
            Host: gateway
            Hmis-Gateway-Key: {sandbox.Key}
            Content-Type: application/json
            Content-Length: {body.Length}
            Connection: close
            """,
            body);

        answer.ShouldStartWith("HTTP/1.1 403");
        answer.ShouldContain("payload_unreadable");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_key_nothing_is_taken_in()
    {
        await sandbox.ClearReceivedAsync();

        Answer answer = await sandbox.SendAsync(HttpMethod.Post, "/clients", Encoding.UTF8.GetBytes(Create), "full-1", key: "demo-shelter.wrong");

        answer.Status.ShouldBe(401);
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_enrollment_learned_from_an_answer_is_attributed_from_then_on()
    {
        Answer enrolled = await sandbox.SendAsync(HttpMethod.Post, "/clients/1001/client-programs/enroll", Enroll);
        string enrollment = enrolled.Json["id"]!.ToJsonString();

        Answer known = await sandbox.SendAsync(HttpMethod.Post, $"/clients/1001/client-programs/{enrollment}/client-notes", Note);
        Answer unknown = await sandbox.SendAsync(HttpMethod.Post, "/clients/1001/client-programs/77777/client-notes", Note);

        known.Status.ShouldBe(200, known.Text);
        unknown.Code.ShouldBe("consent_not_confirmed");
    }

    [Fact]
    public async Task A_client_created_through_the_gateway_is_known_by_the_new_hmis_id()
    {
        Answer created = await sandbox.SendAsync(HttpMethod.Post, "/clients", Create, "full-1");
        string id = created.Json["id"]!.ToJsonString();
        string uniqueIdentifier = created.Json["unique_identifier"]!.GetValue<string>();

        (await sandbox.SendAsync(HttpMethod.Put, "/clients/" + id, Create)).Status.ShouldBe(200);
        (await sandbox.SendAsync(HttpMethod.Put, "/clients/" + uniqueIdentifier, Create)).Status.ShouldBe(200);
    }

    private static byte[] Compress(byte[] plain, string encoding)
    {
        using MemoryStream target = new();
        using (Stream stream = encoding == "gzip" ? new GZipStream(target, CompressionMode.Compress) : new BrotliStream(target, CompressionMode.Compress))
        {
            stream.Write(plain);
        }

        return target.ToArray();
    }
}

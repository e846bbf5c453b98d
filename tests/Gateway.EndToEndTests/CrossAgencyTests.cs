using System.Text;
using System.Text.RegularExpressions;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>What one agency documented protects the client everywhere, and tells the others nothing.</summary>
public sealed partial class CrossAgencyTests(SandboxProcess sandbox) : IClassFixture<SandboxProcess>
{
    private const string Update = """{"client":{"alias":"the raven"}}""";

    [Fact]
    public async Task A_none_of_another_agency_blocks_and_a_later_full_without_its_signed_copy_does_not_lift_it()
    {
        string other = await sandbox.AddAgencyAsync("north-side");
        await RecordAsync("mine-1", """{"choice":"full","signedOn":"2026-01-10","signer":"self","documentation":"paper","vendorId":"2001"}""");
        await sandbox.ClearReceivedAsync();
        await sandbox.SendAsync(HttpMethod.Put, "/clients/2001", Update);
        (await sandbox.ReceivedAsync()).ShouldHaveSingleItem();

        await RecordAsync("their-1", """{"choice":"none","signedOn":"2026-02-01","signer":"self","documentation":"paper","vendorId":"2001"}""", other);
        await sandbox.ClearReceivedAsync();
        Answer blocked = await sandbox.SendAsync(HttpMethod.Put, "/clients/2001", Update);
        blocked.Code.ShouldBe("consent_not_confirmed");

        await RecordAsync("mine-1", """{"choice":"full","signedOn":"2026-03-01","signer":"self","documentation":"paper"}""");
        (await sandbox.SendAsync(HttpMethod.Put, "/clients/2001", Update)).Code.ShouldBe("consent_not_confirmed");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();

        // What the agency sees of its own client is its own form only.
        Answer own = await sandbox.SendAsync(HttpMethod.Get, "/_gateway/v1/clients/mine-1/roi");
        own.Json["current"]!["choice"]!.GetValue<string>().ShouldBe("full");
    }

    [Fact]
    public async Task The_signed_copy_of_a_later_full_lifts_another_agencys_none_and_comes_back_byte_for_byte()
    {
        string other = await sandbox.AddAgencyAsync("lake-side");
        byte[] copy = [.. "%PDF-1.7 "u8, 0, 255, 13, 10];
        await RecordAsync("their-7", """{"choice":"none","signedOn":"2026-02-01","signer":"self","documentation":"paper","vendorId":"2007"}""", other);
        await RecordAsync("mine-7", """{"choice":"full","signedOn":"2026-03-01","signer":"self","documentation":"paper","vendorId":"2007"}""");
        (await sandbox.SendAsync(HttpMethod.Put, "/clients/2007", Update)).Code.ShouldBe("consent_not_confirmed");
        await sandbox.ClearReceivedAsync();
        string document = "/_gateway/v1/clients/mine-7/roi/1/document";

        Answer put = await sandbox.SendAsync(HttpMethod.Put, document, copy, contentType: "application/pdf");
        Answer write = await sandbox.SendAsync(HttpMethod.Put, "/clients/2007", Update);

        put.Status.ShouldBe(200, put.Text);
        write.Status.ShouldBe(404, "the simulated vendor has no such client; its own answer came through");
        (await sandbox.ReceivedAsync()).ShouldHaveSingleItem();
        Answer got = await sandbox.SendAsync(
            HttpMethod.Get, document, headers: [("Hmis-Gateway-Actor", "auditor"), ("Hmis-Gateway-Reason", "acceptance-test")]);
        (got.Status, got.ContentType).ShouldBe((200, "application/pdf"));
        got.Body.ShouldBe(copy);
        (await sandbox.SendAsync(HttpMethod.Get, document)).Status.ShouldBe(422);
        (await sandbox.SendAsync(HttpMethod.Get, document, key: other, headers: [("Hmis-Gateway-Actor", "x"), ("Hmis-Gateway-Reason", "audit")])).Status.ShouldBe(404);

        // A none that the other agency records later stands against it again, at once.
        await RecordAsync("their-7", """{"choice":"none","signedOn":"2026-04-01","signer":"self","documentation":"paper"}""", other);
        await sandbox.ClearReceivedAsync();
        (await sandbox.SendAsync(HttpMethod.Put, "/clients/2007", Update)).Code.ShouldBe("consent_not_confirmed");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_worklist_names_own_clients_only_and_the_same_step_whatever_others_documented()
    {
        string other = await sandbox.AddAgencyAsync("park-side");
        await RecordAsync("their-8", """{"choice":"none","signedOn":"2026-02-01","signer":"self","documentation":"paper","vendorId":"2008"}""", other);
        await RecordAsync("mine-8", """{"choice":"full","signedOn":"2026-01-10","signer":"self","documentation":"paper","vendorId":"2008"}""");
        const string body = """{"client":{"alias":"waits"}}""";
        (await sandbox.SendAsync(HttpMethod.Put, "/clients/2008", body)).Status.ShouldBe(403);
        (await sandbox.SendAsync(HttpMethod.Put, "/clients/1003", body)).Status.ShouldBe(403);
        (await sandbox.SendAsync(HttpMethod.Post, "/clients", body, client: "missing-1")).Status.ShouldBe(403);
        (await sandbox.SendAsync(HttpMethod.Put, "/clients/1005", body)).Status.ShouldBe(403);

        Answer mine = await sandbox.SendAsync(HttpMethod.Get, "/_gateway/v1/worklist?limit=500");
        Answer theirs = await sandbox.SendAsync(HttpMethod.Get, "/_gateway/v1/worklist", key: other);

        Dictionary<string, string> next = mine.Json["items"]!.AsArray().ToDictionary(
            static item => item!["clientId"]!.GetValue<string>(), static item => item!["next"]!.GetValue<string>());
        (next["mine-8"], next["none-1"], next["missing-1"], next["expired-1"]).ShouldBe(("review_match", "enter_offline", "record_roi", "renew_roi"));
        next.Keys.ShouldNotContain("their-8");
        theirs.Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_blocked_agency_gets_the_answer_of_an_unknown_client_byte_for_byte()
    {
        string other = await sandbox.AddAgencyAsync("south-side");
        await RecordAsync("mine-2", """{"choice":"full","signedOn":"2026-01-10","signer":"self","documentation":"paper","vendorId":"2002"}""");
        await RecordAsync("their-2", """{"choice":"none","signedOn":"2026-02-01","signer":"self","documentation":"paper","vendorId":"2002"}""", other);

        string blocked = await RawAsync("2002");
        string unknown = await RawAsync("9999");
        string expired = await RawAsync("1005");

        blocked.ShouldStartWith("HTTP/1.1 403");
        Neutral(blocked).ShouldBe(Neutral(unknown));
        Neutral(blocked).ShouldBe(Neutral(expired));
    }

    [Fact]
    public async Task Another_agencys_receipts_and_clients_answer_like_ones_that_do_not_exist()
    {
        string other = await sandbox.AddAgencyAsync("west-side");
        Answer mine = await sandbox.SendAsync(HttpMethod.Put, "/clients/1003", Update);

        Answer foreign = await sandbox.SendAsync(HttpMethod.Get, "/_gateway/v1/offline/" + mine.Receipt, key: other);
        Answer absent = await sandbox.SendAsync(HttpMethod.Get, "/_gateway/v1/offline/" + Guid.NewGuid(), key: other);

        foreign.Status.ShouldBe(404);
        foreign.Body.ShouldBe(absent.Body);
        (await sandbox.SendAsync(HttpMethod.Get, "/_gateway/v1/clients/none-1/roi", key: other)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_victim_service_provider_reaches_the_vendor_with_nothing_reads_included()
    {
        string key = await sandbox.AddAgencyAsync("safe-haven", "victim-service");
        await RecordAsync("v-1", """{"choice":"full","signedOn":"2026-01-10","signer":"self","documentation":"paper"}""", key);
        await sandbox.ClearReceivedAsync();

        Answer write = await sandbox.SendAsync(HttpMethod.Post, "/clients", Update, "v-1", key);
        Answer read = await sandbox.SendAsync(HttpMethod.Get, "/clients/1001", key: key);

        write.Code.ShouldBe("victim_service_provider");
        read.Status.ShouldBe(403);
        read.Code.ShouldBe("victim_service_provider");
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    private async Task RecordAsync(string client, string roi, string? key = null)
    {
        Answer answer = await sandbox.SendAsync(HttpMethod.Put, $"/_gateway/v1/clients/{client}/roi", Encoding.UTF8.GetBytes(roi), key: key,
            headers: [("Hmis-Gateway-Actor", "case-worker")]);
        answer.Status.ShouldBe(200, answer.Text);
    }

    private Task<string> RawAsync(string vendorId) => RawHttp.ExchangeAsync(
        sandbox.Gateway,
        $"""
        PUT /clients/{vendorId} HTTP/1.1
        Host: gateway
        Hmis-Gateway-Key: {sandbox.Key}
        Content-Type: application/json
        Content-Length: {Update.Length}
        Connection: close
        """,
        Encoding.UTF8.GetBytes(Update));

    private static string Neutral(string answer) =>
        Reference().Replace(Date().Replace(Uuid().Replace(answer, "UUID"), "Date: D"), "REF");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("Date: [^\r]*")]
    private static partial Regex Date();

    [GeneratedRegex(@"\b[0-9A-Z]{3}-[0-9A-Z]{2}\b")]
    private static partial Regex Reference();
}

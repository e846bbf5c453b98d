using System.Globalization;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>What an agency system writes into the vendor's own ROI records is recorded here: No Sharing at once, a grant once the vendor has it.</summary>
public sealed class RoiCaptureTests : IAsyncLifetime
{
    private readonly GatewayBeforeVendor _gateway = new();

    public async ValueTask InitializeAsync()
    {
        _gateway.Settings["Vendors__0__Profile"] = "hslynk-rest";
        await _gateway.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_vendor_roi_that_says_no_is_kept_offline_and_in_effect_when_it_is_answered()
    {
        await _gateway.RecordAsync("full-1", "full", "1001");
        string other = await _gateway.AddAgencyAsync("other");
        await _gateway.RecordAsync("theirs-1", "full", "1001", other);
        (await SendAsync("PUT", "/clients/1001", """{"client":{"nameSuffix":"II"}}""")).Status.ShouldBe(200);
        _gateway.Vendor.Clear();

        Answer consent = await ConsentAsync("1001", "REJECTED", "2026-03-01");

        consent.Code.ShouldBe("no_sharing");
        (await SendAsync("PUT", "/clients/1001", """{"client":{"nameSuffix":"III"}}""")).Code.ShouldBe("no_sharing");
        (await SendAsync("PUT", "/clients/1001", """{"client":{"nameSuffix":"III"}}""", other)).Code.ShouldBe("consent_not_confirmed");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
        JsonNode roi = await RoiAsync("full-1");
        roi["current"]!["choice"]!.GetValue<string>().ShouldBe("none");
        roi["history"]!.AsArray().Count.ShouldBe(2);

        // Sent again it adds nothing.
        (await ConsentAsync("1001", "REJECTED", "2026-03-01")).Json["deduplicated"]!.GetValue<bool>().ShouldBeTrue();
        (await RoiAsync("full-1"))["history"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_vendor_roi_that_says_no_protects_a_client_whom_nobody_had_on_file()
    {
        string other = await _gateway.AddAgencyAsync("other");

        (await ConsentAsync("7777", "REJECTED", "2026-03-01")).Code.ShouldBe("no_sharing");

        (await SendAsync("PUT", "/clients/7777", """{"client":{"nameSuffix":"III"}}""")).Code.ShouldBe("no_sharing");
        (await RoiAsync("hmis.7777"))["current"]!["choice"]!.GetValue<string>().ShouldBe("none");
        await _gateway.RecordAsync("theirs-7", "full", "7777", other);
        (await SendAsync("PUT", "/clients/7777", """{"client":{"nameSuffix":"III"}}""", other)).Code.ShouldBe("consent_not_confirmed");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_grant_is_recorded_when_the_vendor_has_it_and_lifts_no_no_sharing()
    {
        await _gateway.RecordAsync("limited-1", "limited", "1002", endsOn: "2099-12-31");
        _gateway.Vendor.Answer = static _ => "HTTP/1.1 422 Unprocessable Content\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        (await ConsentAsync("1002", "APPROVED", "2026-03-01")).Status.ShouldBe(422);
        (await RoiAsync("limited-1"))["history"]!.AsArray().Count.ShouldBe(1);
        _gateway.Vendor.Answer = static _ => RecordingVendor.Ok("{}");

        (await ConsentAsync("1002", "APPROVED", "2026-03-01")).Status.ShouldBe(200);

        JsonNode current = (await RoiAsync("limited-1"))["current"]!;
        current["choice"]!.GetValue<string>().ShouldBe("limited");
        current["signedOn"]!.GetValue<string>().ShouldBe("2026-03-01");

        await _gateway.RecordAsync("none-1", "none", "1003");
        _gateway.Vendor.Clear();
        (await ConsentAsync("1003", "APPROVED", "2026-03-01")).Code.ShouldBe("no_sharing");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
        (await RoiAsync("none-1"))["current"]!["choice"]!.GetValue<string>().ShouldBe("none");
    }

    [Fact]
    public async Task A_grant_by_capture_does_not_lift_a_no_sharing_that_comes_before_it()
    {
        await _gateway.RecordAsync("mixed-1", "full", "1004");
        (await ConsentAsync("1004", "APPROVED", "2026-05-01")).Status.ShouldBe(200);

        await _gateway.RecordAsync("mixed-1", "none", signedOn: "2026-04-01");

        (await SendAsync("PUT", "/clients/1004", """{"client":{"nameSuffix":"III"}}""")).Code.ShouldBe("no_sharing");
        await _gateway.RecordAsync("mixed-1", "full", signedOn: "2026-06-01");
        (await SendAsync("PUT", "/clients/1004", """{"client":{"nameSuffix":"III"}}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_choice_that_the_profile_does_not_name_is_not_sent()
    {
        await _gateway.RecordAsync("full-1", "full", "1001");

        (await ConsentAsync("1001", "WITHDRAWN", "2026-03-01")).Code.ShouldBe("payload_unreadable");

        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    private Task<Answer> ConsentAsync(string client, string status, string start)
    {
        long startTime = new DateTimeOffset(DateOnly.Parse(start, CultureInfo.InvariantCulture), default, default).ToUnixTimeMilliseconds();
        return SendAsync("POST", $"/clients/{client}/consents", $$$"""{"consent":{"status":"{{{status}}}","startTime":{{{startTime}}},"endTime":"4102358400000"}}""");
    }

    private Task<Answer> SendAsync(string method, string path, string body, string? key = null) =>
        _gateway.SendAsync(method, "/hmis-clientapi/rest/v2020" + path, body, key);

    private async Task<JsonNode> RoiAsync(string client)
    {
        Answer answer = await _gateway.SendAsync("GET", $"/_gateway/v1/clients/{client}/roi");
        answer.Status.ShouldBe(200, answer.Text);
        return answer.Json;
    }
}

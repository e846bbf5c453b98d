using System.Globalization;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>An <c>Idempotency-Key</c> compares requests; it never decides about one.</summary>
public sealed class IdempotencyKeyTests(GatewayBeforeVendor gateway) : IClassFixture<GatewayBeforeVendor>
{
    private static int s_clients = 6000;

    [Fact]
    public async Task A_key_that_came_with_another_request_is_answered_422_and_nothing_is_sent_or_kept()
    {
        (string client, string vendorId) = NewClient();
        await gateway.RecordAsync(client, "none", vendorId);
        string key = NewKey();
        Answer first = await SendAsync(vendorId, Body(), key);
        string other = Body();

        Answer reused = await SendAsync(vendorId, other, key);
        await gateway.RestartAsync();
        Answer afterRestart = await SendAsync(vendorId, other, key);

        first.Code.ShouldBe("no_sharing");
        foreach (Answer answer in new[] { reused, afterRestart })
        {
            answer.Status.ShouldBe(422, answer.Text);
            answer.Code.ShouldBe("idempotency_key_reused");
            answer.Json["preserved"]!.GetValue<bool>().ShouldBeFalse();
            answer.Json["retryable"]!.GetValue<bool>().ShouldBeFalse();
        }

        (await gateway.ListAsync("client=" + client)).ShouldHaveSingleItem()["attempts"]!.GetValue<int>().ShouldBe(1);
        gateway.Vendor.Text.ShouldNotContain(Canary(other));
    }

    [Fact]
    public async Task A_forwarded_write_is_decided_afresh_with_the_same_key_and_another_write_with_that_key_is_not_sent()
    {
        (string client, string vendorId) = NewClient();
        await gateway.RecordAsync(client, "full", vendorId);
        string key = NewKey();
        string body = Body();
        string other = Body();
        int before = gateway.Vendor.Requests;

        (await SendAsync(vendorId, body, key)).Status.ShouldBe(200);
        (await SendAsync(vendorId, body, key)).Status.ShouldBe(200);
        (await SendAsync(vendorId, other, key)).Status.ShouldBe(422);
        await gateway.RecordAsync(client, "none", signedOn: "2026-02-01");
        Answer diverted = await SendAsync(vendorId, body, key);

        diverted.Code.ShouldBe("no_sharing");
        gateway.Vendor.Requests.ShouldBe(before + 2);
        gateway.Vendor.Text.ShouldNotContain(Canary(other));
        gateway.Vendor.Text.ShouldNotContain("Idempotency-Key");
        gateway.Vendor.Text.ShouldNotContain(key);
    }

    [Fact]
    public async Task Twenty_different_writes_at_once_with_one_key_let_one_through()
    {
        (string client, string vendorId) = NewClient();
        await gateway.RecordAsync(client, "full", vendorId);
        string key = NewKey();
        int before = gateway.Vendor.Requests;

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(vendorId, Body(), key)));

        answers.Count(static answer => answer.Status == 200).ShouldBe(1);
        answers.Count(static answer => answer.Status == 422).ShouldBe(19);
        gateway.Vendor.Requests.ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_key_of_another_agency_is_another_key()
    {
        string other = await gateway.AddAgencyAsync("keys-elsewhere");
        string key = NewKey();
        (_, string vendorId) = NewClient();

        Answer mine = await SendAsync(vendorId, Body(), key);
        Answer theirs = await SendAsync(vendorId, Body(), key, other);

        mine.Status.ShouldBe(403);
        theirs.Status.ShouldBe(403, theirs.Text);
    }

    [Theory]
    [InlineData(255, 403, "consent_not_confirmed")]
    [InlineData(256, 403, "payload_unreadable")]
    public async Task A_key_that_is_too_long_makes_the_request_unreadable(int length, int status, string code)
    {
        (_, string vendorId) = NewClient();

        Answer answer = await SendAsync(vendorId, Body(), new string('k', length));

        answer.Status.ShouldBe(status);
        answer.Code.ShouldBe(code);
        answer.Json["preserved"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("")]
    public async Task A_key_that_is_not_visible_ascii_makes_the_request_unreadable(string key)
    {
        (_, string vendorId) = NewClient();

        (await SendAsync(vendorId, Body(), key)).Code.ShouldBe("payload_unreadable");
    }

    [Fact]
    public async Task A_write_in_doubt_gets_the_same_answer_with_its_key_and_another_write_with_that_key_gets_422()
    {
        (string client, string vendorId) = NewClient();
        await gateway.RecordAsync(client, "full", vendorId);
        string key = NewKey();
        string body = Body();
        int before = gateway.Vendor.Requests;
        gateway.Vendor.Answer = static _ => "";
        gateway.Vendor.ClosesAfterAnswer = true;
        Answer doubt = await SendAsync(vendorId, body, key);
        gateway.Vendor.ClosesAfterAnswer = false;
        gateway.Vendor.Answer = static id => RecordingVendor.Ok($$"""{"id":{{id}}}""");

        Answer again = await SendAsync(vendorId, body, key);
        Answer other = await SendAsync(vendorId, Body(), key);

        doubt.Status.ShouldBe(409);
        again.Body.ShouldBe(doubt.Body);
        other.Status.ShouldBe(422);
        gateway.Vendor.Requests.ShouldBe(before + 1);
    }

    private static (string Client, string VendorId) NewClient()
    {
        string number = Interlocked.Increment(ref s_clients).ToString(CultureInfo.InvariantCulture);
        return ("k-" + number, number);
    }

    private static string NewKey() => Guid.NewGuid().ToString();

    private static string Body() => new JsonObject { ["client"] = new JsonObject { ["alias"] = $"canary {Guid.NewGuid():N}" } }.ToJsonString();

    private static string Canary(string body) => body[(body.IndexOf("canary ", StringComparison.Ordinal) + 7)..^3];

    private Task<Answer> SendAsync(string vendorId, string body, string idempotencyKey, string? key = null) =>
        gateway.SendAsync("PUT", "/clients/" + vendorId, body, key, ("Idempotency-Key", idempotencyKey));
}

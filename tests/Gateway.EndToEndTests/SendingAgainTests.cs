using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>What is sent again is decided afresh; what is diverted again is one item with one receipt.</summary>
public sealed class SendingAgainTests(GatewayBeforeVendor gateway) : IClassFixture<GatewayBeforeVendor>
{
    private static int s_clients = 5000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fifty_of_one_body_twenty_of_them_at_once_are_one_item_with_one_receipt(bool withKey)
    {
        (string client, string vendorId) = NewClient();
        await gateway.RecordAsync(client, "none", vendorId);
        string body = Body();
        (string, string)[] headers = withKey ? [("Idempotency-Key", Guid.NewGuid().ToString())] : [];

        Answer[] atOnce = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.SendAsync("PUT", "/clients/" + vendorId, body, null, headers)));
        List<Answer> answers = [.. atOnce];
        for (int i = 0; i < 29; i++)
        {
            answers.Add(await gateway.SendAsync("PUT", "/clients/" + vendorId, body, null, headers));
        }

        // The item outlives the process, and so does what it is recognised by.
        await gateway.RestartAsync();
        answers.Add(await gateway.SendAsync("PUT", "/clients/" + vendorId, body, null, headers));

        answers.ShouldAllBe(answer => answer.Status == 403 && answer.Code == "no_sharing");
        string receipt = answers.Select(static answer => answer.Receipt).Distinct().ShouldHaveSingleItem();
        answers.Count(static answer => answer.Json["deduplicated"] is null).ShouldBe(1);
        answers.Count(static answer => answer.Json["deduplicated"]?.GetValue<bool>() == true).ShouldBe(49);
        answers.Select(static answer => answer.Headers["Hmis-Gateway-Decision"]).Distinct().Count().ShouldBe(50);
        (await gateway.ListAsync("client=" + client)).ShouldHaveSingleItem()["attempts"]!.GetValue<int>().ShouldBe(50);
        await ShouldListAttemptsAsync(receipt, answers);
        Encoding.UTF8.GetString(await gateway.ReadBackAsync(receipt)).ShouldBe(body);
        VendorShouldNotHave(body);
    }

    [Fact]
    public async Task The_same_body_for_two_clients_by_header_is_two_items()
    {
        (string first, _) = NewClient();
        (string second, _) = NewClient();
        await gateway.RecordAsync(first, "none");
        await gateway.RecordAsync(second, "none");
        string body = Body();

        Answer one = await gateway.SendAsync("POST", "/clients", body, null, ("Hmis-Gateway-Client", first));
        Answer two = await gateway.SendAsync("POST", "/clients", body, null, ("Hmis-Gateway-Client", second));
        Answer again = await gateway.SendAsync("POST", "/clients", body, null, ("Hmis-Gateway-Client", second));

        two.Receipt.ShouldNotBe(one.Receipt);
        two.Json["deduplicated"].ShouldBeNull();
        again.Receipt.ShouldBe(two.Receipt);
        (await gateway.ListAsync("client=" + first)).ShouldHaveSingleItem();
        (await gateway.ListAsync("client=" + second)).ShouldHaveSingleItem();
        VendorShouldNotHave(body);
    }

    [Theory]
    [InlineData("target")]
    [InlineData("method")]
    [InlineData("body")]
    [InlineData("content encoding")]
    [InlineData("agency")]
    public async Task A_request_that_differs_in_one_part_is_another_item(string part)
    {
        (string client, string vendorId) = NewClient();
        (string otherClient, string otherId) = NewClient();
        await gateway.RecordAsync(client, "none", vendorId);
        await gateway.RecordAsync(otherClient, "none", otherId);
        string body = Body();
        Answer first = await gateway.SendAsync("PUT", "/clients/" + vendorId, body);

        Answer second = part switch
        {
            "target" => await gateway.SendAsync("PUT", "/clients/" + otherId, body),
            "method" => await gateway.SendAsync("PATCH", "/clients/" + vendorId, body),
            "body" => await gateway.SendAsync("PUT", "/clients/" + vendorId, body + " "),
            "content encoding" => await gateway.SendAsync("PUT", "/clients/" + vendorId, body, null, ("Content-Encoding", "identity")),
            _ => await gateway.SendAsync("PUT", "/clients/" + vendorId, body, await gateway.AddAgencyAsync("other-" + vendorId)),
        };

        first.Status.ShouldBe(403);
        second.Status.ShouldBe(403, second.Text);
        second.Receipt.ShouldNotBe(first.Receipt);
        second.Json["deduplicated"].ShouldBeNull();
        VendorShouldNotHave(body);
    }

    [Fact]
    public async Task An_item_that_is_diverted_again_for_another_cause_keeps_its_receipt_and_tells_the_cause_of_each_time()
    {
        (string client, string vendorId) = NewClient();
        string body = Body();
        Answer unknown = await gateway.SendAsync("PUT", "/clients/" + vendorId, body);
        await gateway.RecordAsync(client, "none", vendorId);

        Answer refused = await gateway.SendAsync("PUT", "/clients/" + vendorId, body);

        unknown.Code.ShouldBe("consent_not_confirmed");
        refused.Code.ShouldBe("no_sharing");
        refused.Receipt.ShouldBe(unknown.Receipt);
        JsonNode item = await gateway.ShowAsync(unknown.Receipt);
        item["code"]!.GetValue<string>().ShouldBe("no_sharing");
        item["attemptList"]!.AsArray().Select(static entry => entry!["code"]!.GetValue<string>()).ShouldBe(["consent_not_confirmed", "no_sharing"]);

        // The first time nobody knew whom it was about; now its client's list has it.
        JsonNode listed = (await gateway.ListAsync("client=" + client)).ShouldHaveSingleItem();
        listed["receipt"]!.GetValue<string>().ShouldBe(unknown.Receipt);
        listed["clients"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe(client);
        VendorShouldNotHave(body);
    }

    [Fact]
    public async Task A_body_that_is_sent_again_after_a_full_is_recorded_is_forwarded_and_its_item_closes_as_sent_later()
    {
        (string client, string vendorId) = NewClient();
        string body = Body();
        Answer held = await gateway.SendAsync("PUT", "/clients/" + vendorId, body);
        held.Status.ShouldBe(403);
        await gateway.RecordAsync(client, "full", vendorId);
        await gateway.RestartAsync();

        Answer sent = await gateway.SendAsync("PUT", "/clients/" + vendorId, body);

        sent.Status.ShouldBe(200, sent.Text);
        gateway.Vendor.Text.ShouldContain(body);
        (await gateway.ShowAsync(held.Receipt))["status"]!.GetValue<string>().ShouldBe("sent_later");
        (await gateway.ListAsync("status=held&client=" + client)).ShouldBeEmpty();

        // A closed item is over: what is diverted from now on is a new one.
        await gateway.RecordAsync(client, "none", signedOn: "2026-02-01");
        Answer after = await gateway.SendAsync("PUT", "/clients/" + vendorId, body);
        after.Receipt.ShouldNotBe(held.Receipt);
        after.Json["deduplicated"].ShouldBeNull();
        (await gateway.VerbAsync("ledger", "verify")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task An_item_stays_held_when_the_vendor_refuses_what_is_sent_later()
    {
        (string client, string vendorId) = NewClient();
        string body = Body();
        Answer held = await gateway.SendAsync("PUT", "/clients/" + vendorId, body);
        await gateway.RecordAsync(client, "full", vendorId);
        gateway.Vendor.Answer = static _ => "HTTP/1.1 422 Unprocessable Content\r\nContent-Length: 0\r\n\r\n";

        Answer refused = await gateway.SendAsync("PUT", "/clients/" + vendorId, body);
        gateway.Vendor.Answer = static id => RecordingVendor.Ok($$"""{"id":{{id}}}""");

        refused.Status.ShouldBe(422);
        (await gateway.ShowAsync(held.Receipt))["status"]!.GetValue<string>().ShouldBe("held");
    }

    [Fact]
    public async Task A_write_in_doubt_gets_the_same_answer_again_and_is_never_sent_again()
    {
        (string client, string vendorId) = NewClient();
        await gateway.RecordAsync(client, "full", vendorId);
        string body = Body();
        gateway.Vendor.Answer = static _ => "";
        gateway.Vendor.ClosesAfterAnswer = true;
        int before = gateway.Vendor.Requests;
        Answer doubt = await gateway.SendAsync("PUT", "/clients/" + vendorId, body);
        gateway.Vendor.ClosesAfterAnswer = false;
        gateway.Vendor.Answer = static id => RecordingVendor.Ok($$"""{"id":{{id}}}""");

        Answer again = await gateway.SendAsync("PUT", "/clients/" + vendorId, body);
        await gateway.RestartAsync();
        Answer[] afterRestart = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.SendAsync("PUT", "/clients/" + vendorId, body)));

        doubt.Status.ShouldBe(409, doubt.Text);
        again.Status.ShouldBe(409);
        again.Body.ShouldBe(doubt.Body);
        afterRestart.ShouldAllBe(answer => answer.Status == 409 && answer.Text == doubt.Text);
        gateway.Vendor.Requests.ShouldBe(before + 1);
        JsonNode item = await gateway.ShowAsync(doubt.Receipt);
        item["status"]!.GetValue<string>().ShouldBe("in_doubt");
        item["attempts"]!.GetValue<int>().ShouldBe(10);

        // Another write about the same client is not held up.
        (await gateway.SendAsync("PUT", "/clients/" + vendorId, Body())).Status.ShouldBe(200);

        // Decided afresh: once the client chose No Sharing, the same write is kept for that reason.
        await gateway.RecordAsync(client, "none", signedOn: "2026-02-01");
        Answer diverted = await gateway.SendAsync("PUT", "/clients/" + vendorId, body);
        diverted.Code.ShouldBe("no_sharing");
        diverted.Receipt.ShouldNotBe(doubt.Receipt);
        gateway.Vendor.Requests.ShouldBe(before + 2);
    }

    private static (string Client, string VendorId) NewClient()
    {
        int number = Interlocked.Increment(ref s_clients);
        return ("c-" + number.ToString(CultureInfo.InvariantCulture), number.ToString(CultureInfo.InvariantCulture));
    }

    private static string Body() => new JsonObject { ["client"] = new JsonObject { ["alias"] = $"canary {Guid.NewGuid():N}" } }.ToJsonString();

    private void VendorShouldNotHave(string body)
    {
        string canary = body[(body.IndexOf("canary ", StringComparison.Ordinal) + 7)..^3];
        gateway.Vendor.Text.ShouldNotContain(canary);
    }

    private async Task ShouldListAttemptsAsync(string receipt, List<Answer> answers)
    {
        JsonNode item = await gateway.ShowAsync(receipt);
        JsonArray attempts = item["attemptList"]!.AsArray();
        List<DateTimeOffset> times = [.. attempts.Select(static attempt => attempt!["at"]!.GetValue<DateTimeOffset>())];
        times.Count.ShouldBe(answers.Count);
        times[0].ShouldBe(item["receivedAt"]!.GetValue<DateTimeOffset>());
        attempts.Select(static attempt => attempt!["decision"]!.GetValue<string>())
            .ShouldBe(answers.Select(static answer => answer.Headers["Hmis-Gateway-Decision"]), ignoreOrder: true);
    }
}

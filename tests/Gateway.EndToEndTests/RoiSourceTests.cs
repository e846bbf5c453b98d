using System.Diagnostics;
using System.Text;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>The real process with its clients' choices in another system, which it asks before each decision.</summary>
public sealed class RoiSourceTests : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven","name_quality":1}}""";
    private const string Full = """[{"choice":"full","signedOn":"2026-01-01"}]""";
    private const string None = """[{"choice":"none","signedOn":"2026-02-01"}]""";

    private readonly GatewayBeforeVendor _gateway = new();
    private readonly RoiSourceServer _source = new();

    public async ValueTask InitializeAsync()
    {
        await _source.StartAsync();
        _gateway.Settings["Consent__Source"] = "Http";
        _gateway.Settings["Consent__Address"] = _source.Address;
        _gateway.Settings["Consent__Timeout"] = "00:00:01.5";
        _gateway.Settings["Vendors__0__Profile"] = "clarity-rest";
        await _gateway.InitializeAsync();
        _source.VendorIds["hmis:2001"] = "s-1";
        _source.Forms["s-1"] = Full;
        (await _gateway.SendAsync("PUT", "/_gateway/v1/clients/none-1/roi", """{"choice":"none","signedOn":"2026-01-01","vendorId":"1003"}""")).Status.ShouldBe(200);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task A_client_whom_only_the_source_knows_is_forwarded_and_a_choice_that_changes_there_counts_for_the_next_write()
    {
        (await UpdateAsync(2001)).Status.ShouldBe(200);
        _gateway.Vendor.Requests.ShouldBe(1);
        _gateway.Vendor.Clear();

        _source.Forms["s-1"] = None;
        Answer blocked = await UpdateAsync(2001);

        blocked.Status.ShouldBe(403, blocked.Text);
        blocked.Code.ShouldBe("no_sharing");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
        (await _gateway.ReadBackAsync(blocked.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        (await _gateway.SendAsync("GET", "/_gateway/v1/clients/s-1/roi")).Json["history"]![0]!["source"]!.GetValue<string>().ShouldBe("outside");
    }

    [Fact]
    public async Task A_grant_that_the_source_takes_back_is_not_forwarded_any_more()
    {
        (await UpdateAsync(2001)).Status.ShouldBe(200);
        _gateway.Vendor.Clear();

        _source.Forms.TryRemove("s-1", out _).ShouldBeTrue();
        Answer held = await UpdateAsync(2001);

        held.Code.ShouldBe("consent_not_confirmed");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
        (await _gateway.ReadBackAsync(held.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(401)]
    [InlineData(302)]
    [InlineData(204)]
    public async Task While_the_source_does_not_answer_nothing_is_forwarded_and_nothing_acknowledged(int status)
    {
        (await UpdateAsync(2001)).Status.ShouldBe(200);
        _gateway.Vendor.Clear();

        _source.Fault = status;
        foreach (int client in new[] { 2001, 4444 })
        {
            Answer answer = await UpdateAsync(client);
            answer.Status.ShouldBe(503, answer.Text);
            answer.Code.ShouldBe("not_preserved");
            answer.Headers.ShouldContainKey("Retry-After");
        }

        _gateway.Vendor.Bytes.ShouldBeEmpty();
        Answer blocked = await UpdateAsync(1003);
        blocked.Code.ShouldBe("no_sharing", "it is on file, and nothing that the source may say lifts it");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_that_hangs_ends_in_503_within_its_time_limit(bool hasSentItsHead)
    {
        TaskCompletionSource never = new();
        _source.PausesAfterHead = hasSentItsHead;
        _source.Pause = never.Task;

        long start = Stopwatch.GetTimestamp();
        Answer answer = await UpdateAsync(2001);

        answer.Status.ShouldBe(503, answer.Text);
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        _gateway.Vendor.Bytes.ShouldBeEmpty();
        never.SetResult();
    }

    [Fact]
    public async Task Whoever_the_answer_links_to_the_request_is_asked_for_too()
    {
        // b-3 is the agency's other id of the same client; its form was a grant when it was asked for last.
        _source.Forms["b-3"] = Full;
        _source.VendorIds["hmis:2003"] = "b-3";
        (await UpdateAsync(2003)).Status.ShouldBe(200);
        (await _gateway.SendAsync("PUT", "/_gateway/v1/clients/b-2/roi", """{"choice":"full","signedOn":"2026-01-01","vendorId":"2003"}""")).Status.ShouldBe(200);
        _gateway.Vendor.Clear();

        _source.Forms["b-2"] = Full;
        _source.VendorIds["hmis:2004"] = "b-2";
        _source.Forms["b-3"] = None;
        Answer blocked = await UpdateAsync(2004);

        blocked.Code.ShouldBe("no_sharing");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_answer_is_kept_for_the_next_write()
    {
        await UpdateAsync(2001);
        int before = _source.Questions;

        await UpdateAsync(2001);
        await UpdateAsync(2001);

        _source.Questions.ShouldBe(before + 2);
    }

    [Fact]
    public async Task Rows_of_an_upload_are_split_by_what_the_source_says()
    {
        _source.Forms["p-1"] = Full;
        _source.Forms["p-2"] = None;
        byte[] rows = "ExitID,EnrollmentID,PersonalID,ExitDate\nx-1,e-1,p-1,2026-02-01\nx-2,e-2,p-2,2026-02-02\nx-3,e-3,p-3,2026-02-03\n"u8.ToArray();

        Answer sent = await _gateway.SendBytesAsync("POST", "/bulk/hud-csv", rows, "text/csv");

        sent.Status.ShouldBe(200, sent.Text);
        sent.Headers.ShouldContainKey("Hmis-Gateway-Diverted");
        _gateway.Vendor.Text.ShouldContain("x-1,e-1,p-1,2026-02-01");
        _gateway.Vendor.Text.ShouldNotContain("p-2");
        _gateway.Vendor.Text.ShouldNotContain("p-3");
    }

    private Task<Answer> UpdateAsync(int client) => _gateway.SendAsync("PUT", $"/clients/{client}", Update);
}

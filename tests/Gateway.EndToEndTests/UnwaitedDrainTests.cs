using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests;

/// <summary>The real process before a vendor that does not answer yet: whoever records a No Sharing and cannot wait can ask when nothing is in flight.</summary>
public sealed class UnwaitedDrainTests : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven","name_quality":1}}""";
    private const string Other = """{"client":{"alias":"the jay","name_quality":1}}""";
    private const string None = """{"choice":"none","signedOn":"2026-01-02"}""";

    private readonly ServingGateway _gateway = new();

    public async ValueTask InitializeAsync()
    {
        // Nothing is reset in the time that a test takes.
        _gateway.Settings["Fence__DrainTimeout"] = "00:01:00";
        await _gateway.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_caller_that_cannot_wait_asks_until_the_vendor_has_answered()
    {
        TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (Task<Answer> forward, string status) = await RecordDuringForwardAsync(answer.Task);
        byte[] arrived = _gateway.Vendor.Bytes;

        (await AskAsync(status)).Status.ShouldBe(202);
        (await _gateway.SendAsync("PUT", "/clients/1001", Other)).Code.ShouldBe("no_sharing");
        (await AskAsync(status)).Json["state"]!.GetValue<string>().ShouldBe("draining");
        answer.SetResult(RecordingVendor.Ok("""{"id":1001}"""));

        (await forward).Status.ShouldBe(200);
        (await UntilDrainedAsync(status)).ShouldBe("explicit");
        _gateway.Vendor.Bytes.ShouldBe(arrived);
    }

    [Fact]
    public async Task After_a_crash_the_address_tells_that_nothing_is_in_flight_any_more()
    {
        TaskCompletionSource<string> never = new();
        (Task<Answer> forward, string status) = await RecordDuringForwardAsync(never.Task);
        byte[] arrived = _gateway.Vendor.Bytes;

        await _gateway.Process.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(forward);
        await _gateway.StartAsync();

        (await UntilDrainedAsync(status)).ShouldBe("none");
        (await _gateway.SendAsync("PUT", "/clients/1001", Other)).Code.ShouldBe("no_sharing");
        _gateway.Vendor.Bytes.ShouldBe(arrived);
        never.SetResult("");
    }

    private async Task<(Task<Answer> Forward, string Status)> RecordDuringForwardAsync(Task<string> answer)
    {
        _gateway.Vendor.AnswerLater = answer;
        Task<Answer> forward = _gateway.SendAsync("PUT", "/clients/1001", Update);
        await _gateway.Vendor.FirstRequest;
        Answer recorded = await _gateway.SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", None, null, ("Prefer", "respond-async, wait=0"));
        recorded.Status.ShouldBe(202, recorded.Text);
        recorded.Headers["Preference-Applied"].ShouldBe("respond-async");
        forward.IsCompleted.ShouldBeFalse();
        return (forward, recorded.Headers["Location"]);
    }

    private Task<Answer> AskAsync(string status) => _gateway.SendAsync("GET", status, null, null, ("Prefer", "wait=0"));

    private async Task<string> UntilDrainedAsync(string status)
    {
        Answer? asked = null;
        await Eventually.HoldsAsync(async () => (asked = await AskAsync(status)).Status == 200);
        return asked!.Json["drained"]!.GetValue<string>();
    }
}

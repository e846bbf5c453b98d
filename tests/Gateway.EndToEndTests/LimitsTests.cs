using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>One agency's flood is refused before it is looked at, and the others do not notice.</summary>
public sealed class LimitsTests : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private readonly GatewayBeforeVendor _gateway = new() { Settings = { ["Limits__ConcurrentRequests"] = "2", ["Limits__RequestsPerSecond"] = "0" } };

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        await _gateway.RecordAsync("full-1", "full", "1001");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_request_over_the_agencys_limit_is_answered_429_and_neither_sent_nor_kept()
    {
        string other = await _gateway.AddAgencyAsync("other");
        await _gateway.RestartAsync();
        TaskCompletionSource<string> answer = new();
        _gateway.Vendor.AnswerLater = answer.Task;
        Task<Answer>[] waiting = [.. Enumerable.Range(0, 2).Select(_ => _gateway.SendAsync("PUT", "/clients/1001", Update))];
        await _gateway.Process.WaitUntilAsync(() => Task.FromResult(_gateway.Vendor.Requests == 2));

        Answer write = await _gateway.SendAsync("PUT", "/clients/1001", Update);
        Answer call = await _gateway.SendAsync("GET", "/_gateway/v1/offline");
        Answer elsewhere = await _gateway.SendAsync("PUT", "/clients/1001", Update, other);
        answer.SetResult(RecordingVendor.Ok("{}"));

        foreach (Answer refused in new[] { write, call })
        {
            refused.Status.ShouldBe(429, refused.Text);
            refused.Code.ShouldBe("too_many_requests");
            refused.Json["preserved"]!.GetValue<bool>().ShouldBeFalse();
            refused.Headers["Retry-After"].ShouldBe("1");
        }

        elsewhere.Status.ShouldBe(403, elsewhere.Text);
        (await Task.WhenAll(waiting)).ShouldAllBe(one => one.Status == 200);
        (await _gateway.SendAsync("PUT", "/clients/1001", Update)).Status.ShouldBe(200);
        _gateway.Vendor.Requests.ShouldBe(3);
        (await _gateway.ListAsync()).ShouldBeEmpty();
    }
}

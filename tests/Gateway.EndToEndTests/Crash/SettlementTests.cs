using System.Text.Json;
using HmisGateway.EndToEndTests.Harness;
using Microsoft.Data.Sqlite;

namespace HmisGateway.EndToEndTests.Crash;

/// <summary>What becomes of a forward whose process ended between the intent and the outcome.</summary>
public sealed class SettlementTests : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private readonly VendorGateway _gateway = new();

    public async ValueTask InitializeAsync() => await _gateway.StartAsync();

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task A_write_cut_off_by_a_kill_is_in_doubt_after_the_restart_and_never_sent_again()
    {
        await CutOffAsync("PUT", "/clients/1001", Update);

        await _gateway.RestartAsync();

        JsonElement item = (await ListAsync()).ShouldHaveSingleItem();
        item.GetProperty("status").GetString().ShouldBe("in_doubt");
        item.GetProperty("code").GetString().ShouldBe("outcome_unknown");
        item.GetProperty("preserved").GetBoolean().ShouldBeFalse();
        item.GetProperty("recordKinds").EnumerateArray().Single().GetString().ShouldBe("client");
        (await _gateway.SendAsync("GET", $"/_gateway/v1/offline/{item.GetProperty("receipt").GetString()}/content", null)).Status.ShouldBe(404);
        _gateway.Process.Output.ShouldContain("forwards are in doubt");
        _gateway.Vendor.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_cut_off_by_a_kill_is_recognised_when_it_comes_again_until_somebody_settles_it()
    {
        await CutOffAsync("PUT", "/clients/1001", Update);
        _gateway.Vendor.AnswerLater = null;
        await _gateway.RestartAsync();
        string receipt = (await ListAsync()).ShouldHaveSingleItem().GetProperty("receipt").GetString()!;

        (int status, JsonElement problem) = await _gateway.SendAsync("PUT", "/clients/1001", Update);
        status.ShouldBe(409);
        problem.GetProperty("receipt").GetString().ShouldBe(receipt);
        _gateway.Vendor.Requests.ShouldBe(1);

        (await _gateway.SendAsync("PUT", "/clients/1001", """{"client":{"alias":"something else"}}""")).Status.ShouldBe(200);
        (await _gateway.VerbAsync("offline", "settle", receipt, "--not-arrived")).ExitCode.ShouldBe(0);
        (await _gateway.SendAsync("PUT", "/clients/1001", Update)).Status.ShouldBe(200);
        _gateway.Vendor.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task A_read_cut_off_by_a_kill_gets_its_outcome_and_leaves_no_item()
    {
        await CutOffAsync("GET", "/clients/1001", null);

        await _gateway.RestartAsync();

        (await ListAsync()).ShouldBeEmpty();
        Events("forward.outcome").ShouldContain(static one => one.Contains("\"unknown\""));
    }

    [Fact]
    public async Task Each_forward_is_settled_once_however_often_the_gateway_starts()
    {
        await CutOffAsync("PUT", "/clients/1001", Update);
        await _gateway.RestartAsync();
        await _gateway.KillAsync();
        await _gateway.RestartAsync();
        (await _gateway.Process.TerminateAsync()).ShouldBe(0);
        await _gateway.RestartAsync();

        (await ListAsync()).Count.ShouldBe(1);
        Events("in_doubt").Count.ShouldBe(1);
        Events("forwards.settled").Count(static one => one.Contains("\"in_doubt\":\"1\"")).ShouldBe(1);
    }

    [Fact]
    public async Task A_clean_stop_waits_for_the_outcome_and_says_that_nothing_is_open()
    {
        TaskCompletionSource<string> answer = new();
        _gateway.Vendor.AnswerLater = answer.Task;
        Task<(int Status, JsonElement)> write = _gateway.SendAsync("PUT", "/clients/1001", Update);
        await _gateway.Process.WaitUntilAsync(() => Task.FromResult(_gateway.Vendor.Requests == 1));

        Task<int> stop = _gateway.Process.TerminateAsync();
        answer.SetResult(RecordingVendor.Ok("{}"));

        (await write).Status.ShouldBe(200);
        (await stop).ShouldBe(0);
        Events("forward.outcome").Count.ShouldBe(1);
        Events("forwards.settled")[^1].ShouldContain("\"by\":\"stop\"");
    }

    private async Task CutOffAsync(string method, string path, string? body)
    {
        _gateway.Vendor.AnswerLater = new TaskCompletionSource<string>().Task;
        Task<(int, JsonElement)> write = _gateway.SendAsync(method, path, body);
        await _gateway.Process.WaitUntilAsync(() => Task.FromResult(_gateway.Vendor.Requests == 1));
        await _gateway.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(write);
    }

    private async Task<List<JsonElement>> ListAsync() =>
        [.. (await _gateway.SendAsync("GET", "/_gateway/v1/offline", null)).Body.GetProperty("items").EnumerateArray()];

    private List<string> Events(string kind)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(_gateway.DataDirectory, "gateway.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM ledger, json_each(CAST(entry AS TEXT), '$.events') WHERE json_extract(value, '$.kind') = $kind ORDER BY sequence";
        command.Parameters.AddWithValue("$kind", kind);
        List<string> events = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            events.Add(reader.GetString(0));
        }

        return events;
    }
}

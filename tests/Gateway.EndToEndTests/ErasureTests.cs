using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;
using Microsoft.Data.Sqlite;

namespace HmisGateway.EndToEndTests;

/// <summary>Erasing leaves the receipt and the ledger, and nothing else, also after a backup was restored.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private readonly GatewayBeforeVendor _gateway = new();

    private string Database => Path.Combine(_gateway.DataDirectory, "gateway.db");

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_of_the_content_is_left_in_the_files_of_the_storage(bool isRunning)
    {
        string erased = await DivertAsync("raven");
        string kept = await DivertAsync("crow");
        List<byte[]> traces = await ReadSealedAsync(erased);
        JsonNode before = await _gateway.ShowAsync(erased);
        if (!isRunning)
        {
            (await _gateway.Process.TerminateAsync()).ShouldBe(0);
        }

        (int exitCode, string output, string error) = await _gateway.VerbAsync("offline", "erase", erased, "--yes", "--actor", "custodian", "--reason", "client-request");
        exitCode.ShouldBe(0, output + error);
        output.ShouldContain("1 erased, 0 left");
        foreach (string file in Directory.GetFiles(_gateway.DataDirectory))
        {
            byte[] bytes = await ReadSharedAsync(file);
            foreach (byte[] trace in traces)
            {
                bytes.AsSpan().IndexOf(trace).ShouldBe(-1, file);
            }
        }

        if (!isRunning)
        {
            await _gateway.StartAsync();
        }

        JsonNode after = await _gateway.ShowAsync(erased);
        after["status"]!.GetValue<string>().ShouldBe("erased");
        after["receivedAt"]!.GetValue<string>().ShouldBe(before["receivedAt"]!.GetValue<string>());
        after["code"]!.GetValue<string>().ShouldBe(before["code"]!.GetValue<string>());
        after["clients"]!.AsArray().ShouldBeEmpty();
        (await ReadBackStatusAsync(erased)).ShouldBe(404);
        (await _gateway.ReadBackAsync(kept)).ShouldBe(Body("crow"));
        (await _gateway.VerbAsync("offline", "erase", erased, "--yes", "--reason", "audit")).ExitCode.ShouldBe(1, "it is erased already");
        await ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_restored_backup_loses_the_same_items_again()
    {
        string erased = await DivertAsync("raven");
        string kept = await DivertAsync("crow");
        (await _gateway.Process.TerminateAsync()).ShouldBe(0);
        Dictionary<string, byte[]> backup = Directory.GetFiles(_gateway.DataDirectory, "gateway.db*").ToDictionary(static file => file, File.ReadAllBytes);
        await _gateway.StartAsync();
        (await _gateway.VerbAsync("offline", "erase", erased, "--yes", "--reason", "client-request")).ExitCode.ShouldBe(0);
        (await _gateway.Process.TerminateAsync()).ShouldBe(0);

        Array.ForEach(Directory.GetFiles(_gateway.DataDirectory, "gateway.db*"), File.Delete);
        foreach ((string file, byte[] content) in backup)
        {
            await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        }

        await _gateway.StartAsync();

        (await _gateway.ShowAsync(erased))["status"]!.GetValue<string>().ShouldBe("erased");
        (await ReadBackStatusAsync(erased)).ShouldBe(404);
        (await _gateway.ReadBackAsync(kept)).ShouldBe(Body("crow"));
        await ShouldVerifyAsync();
    }

    [Fact]
    public async Task By_agency_and_day_and_only_when_it_is_confirmed()
    {
        string receipt = await DivertAsync("raven");
        (int exitCode, _, string error) = await _gateway.VerbAsync("offline", "erase", receipt, "--reason", "audit");
        exitCode.ShouldBe(2);
        error.ShouldContain("--yes");
        (await _gateway.VerbAsync("offline", "erase", receipt, "--yes")).ExitCode.ShouldBe(2, "without a reason");
        (await _gateway.VerbAsync("offline", "erase", "--agency", "shelter", "--before", "2026-01-01", "--yes", "--reason", "audit")).Output.ShouldContain("0 erased");
        (await _gateway.ReadBackAsync(receipt)).ShouldBe(Body("raven"));
        (await _gateway.VerbAsync("offline", "erase", "--agency", "shelter", "--before", "2999-01-01", "--yes", "--reason", "audit")).Output.ShouldContain("1 erased");
        (await ReadBackStatusAsync(receipt)).ShouldBe(404);
    }

    [Fact]
    public async Task An_item_in_doubt_is_settled_first()
    {
        await _gateway.RecordAsync("c1", "full", "1");
        _gateway.Vendor.Answer = static _ => "";
        _gateway.Vendor.ClosesAfterAnswer = true;
        string receipt = (await _gateway.SendAsync("PUT", "/clients/1", """{"client":{"alias":"x"}}""")).Receipt;
        (await _gateway.VerbAsync("offline", "erase", receipt, "--yes", "--reason", "audit")).ExitCode.ShouldBe(1);
        (await _gateway.ShowAsync(receipt))["status"]!.GetValue<string>().ShouldBe("in_doubt");
        (await _gateway.VerbAsync("offline", "settle", receipt, "--arrived")).ExitCode.ShouldBe(0);
        (await _gateway.VerbAsync("offline", "erase", receipt, "--yes", "--reason", "audit")).ExitCode.ShouldBe(0);
        await ShouldVerifyAsync();
    }

    [Fact]
    public async Task When_it_cannot_be_remembered_nothing_is_erased()
    {
        string receipt = await DivertAsync("raven");
        Directory.CreateDirectory(Path.Combine(_gateway.DataDirectory, "keys", "erasures.log"));
        (int exitCode, _, string error) = await _gateway.VerbAsync("offline", "erase", receipt, "--yes", "--reason", "audit");
        exitCode.ShouldBe(3, error);
        (await _gateway.ReadBackAsync(receipt)).ShouldBe(Body("raven"));
    }

    private static byte[] Body(string alias) => Encoding.UTF8.GetBytes($$$"""{"client":{"alias":"the {{{alias}}}"}}""");

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        if (Path.GetFileName(file) == "gateway.lock")
        {
            return [];
        }

        await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return bytes;
    }

    private async Task<string> DivertAsync(string alias) =>
        (await _gateway.SendAsync("PUT", "/clients/1003", Encoding.UTF8.GetString(Body(alias)))).Receipt;

    private async Task<int> ReadBackStatusAsync(string receipt) => (await _gateway.SendAsync(
        "GET", $"/_gateway/v1/offline/{receipt}/content", null, null, ("Hmis-Gateway-Actor", "test"), ("Hmis-Gateway-Reason", "acceptance-test"))).Status;

    private async Task<List<byte[]>> ReadSealedAsync(string receipt)
    {
        await using SqliteConnection connection = new($"Data Source={Database};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT wrapped_key, sealed_details, sealed_content FROM offline_item WHERE receipt = $receipt";
        command.Parameters.AddWithValue("$receipt", Guid.Parse(receipt).ToByteArray(bigEndian: true));
        await using SqliteDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        (await reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        return [.. Enumerable.Range(0, 3).Select(column => ((byte[])reader[column])[^16..])];
    }

    private async Task ShouldVerifyAsync()
    {
        (int exitCode, string output, string error) = await _gateway.VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, output + error);
    }
}

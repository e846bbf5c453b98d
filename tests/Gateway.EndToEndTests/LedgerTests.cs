using System.Text;
using System.Text.RegularExpressions;
using HmisGateway.EndToEndTests.Harness;
using Microsoft.Data.Sqlite;

namespace HmisGateway.EndToEndTests;

/// <summary>What was acknowledged survives <c>kill -9</c>, and whoever changes the ledger's table is found out by entry.</summary>
public sealed partial class LedgerTests : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private readonly SandboxProcess _sandbox = new();

    public ValueTask InitializeAsync() => _sandbox.InitializeAsync();

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task Every_receipt_is_readable_after_a_kill_and_the_ledger_verifies()
    {
        List<string> receipts = [];
        for (int i = 0; i < 20; i++)
        {
            receipts.Add((await _sandbox.SendAsync(HttpMethod.Put, "/clients/1003", Update)).Receipt);
        }

        await _sandbox.Process.KillAsync();
        await _sandbox.StartAsync();

        foreach (string receipt in receipts)
        {
            (await _sandbox.ReadBackAsync(receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        }

        (int exitCode, string output, _) = await _sandbox.VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, output);
        output.ShouldMatch(@"verified \d+ entries");
        output.ShouldContain("internal consistency only");
    }

    [Fact]
    public async Task Verify_works_on_the_storage_of_a_stopped_gateway_and_names_the_first_bad_entry()
    {
        for (int i = 0; i < 12; i++)
        {
            await _sandbox.SendAsync(HttpMethod.Put, "/clients/1003", Update);
        }

        (await _sandbox.Process.TerminateAsync()).ShouldBe(0, _sandbox.Process.Output);
        byte[] pristine = await PristineAsync();
        (await VerifyAsync()).ExitCode.ShouldBe(0);

        await TamperAsync(pristine, "UPDATE ledger SET entry = CAST(replace(CAST(entry AS TEXT), 'kind', 'kinD') AS BLOB) WHERE sequence = 7", 7);
        await TamperAsync(pristine, "UPDATE ledger SET hash = zeroblob(32) WHERE sequence = 5", 5);
        await TamperAsync(pristine, "DELETE FROM ledger WHERE sequence = 6", 6);
        await TamperAsync(pristine, "DELETE FROM ledger WHERE sequence = (SELECT max(sequence) FROM ledger)", null);
        await TamperAsync(
            pristine,
            """
            CREATE TEMP TABLE swap AS SELECT * FROM ledger WHERE sequence IN (4, 8);
            UPDATE ledger SET entry = (SELECT entry FROM swap WHERE swap.sequence = 12 - ledger.sequence),
                              hash = (SELECT hash FROM swap WHERE swap.sequence = 12 - ledger.sequence) WHERE sequence IN (4, 8);
            """,
            4);
    }

    private async Task TamperAsync(byte[] pristine, string sql, int? first)
    {
        File.Delete(Database + "-wal");
        File.Delete(Database + "-shm");
        await File.WriteAllBytesAsync(Database, pristine);
        await ExecuteAsync(sql);

        (int exitCode, string output) = await VerifyAsync();

        exitCode.ShouldBe(1, $"{sql}\n{output}");
        if (first is not null)
        {
            Number().Match(output).Value.ShouldBe(first.ToString(), $"{sql}\n{output}");
        }
    }

    private string Database => Path.Combine(_sandbox.DataDirectory, "gateway.db");

    private async Task<byte[]> PristineAsync()
    {
        await ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        return await File.ReadAllBytesAsync(Database);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql + "; PRAGMA wal_checkpoint(TRUNCATE)";
        await command.ExecuteNonQueryAsync();
    }

    private async Task<(int ExitCode, string Output)> VerifyAsync()
    {
        (int exitCode, string output, string error) = await _sandbox.VerbAsync("ledger", "verify");
        return (exitCode, output + error);
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}

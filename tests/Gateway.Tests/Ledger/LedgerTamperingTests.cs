using HmisGateway.Ledger;
using HmisGateway.Tests.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Ledger;

/// <summary>Somebody changes table <c>ledger</c> behind the gateway's back.</summary>
public sealed class LedgerTamperingTests : IAsyncLifetime
{
    private const int Entries = 10;

    private readonly SqliteUnderTest _storage = new(new FakeTimeProvider(Some.Moment));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (int i = 0; i < Entries; i++)
        {
            await _storage.Ledger.AppendAsync(Some.Event(LedgerEventKind.Diverted, ("code", "no_sharing")), Cancellation);
        }
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task An_untouched_ledger_verifies() => (await VerifyAsync()).ShouldBe(new LedgerVerification.Verified(Entries, Entries));

    [Theory]
    [InlineData("entry", 1)]
    [InlineData("entry", 5)]
    [InlineData("entry", Entries)]
    [InlineData("hash", 1)]
    [InlineData("hash", 5)]
    [InlineData("hash", Entries)]
    public async Task Any_flipped_byte_is_found_in_its_entry(string column, long sequence)
    {
        byte[] original = Read(column, sequence);
        for (int i = 0; i < original.Length; i++)
        {
            byte[] changed = [.. original];
            changed[i] ^= 0x01;
            Write(column, sequence, changed);
            (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>($"byte {i}").Sequence.ShouldBe(sequence);
        }

        Write(column, sequence, original);
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Verified>();
    }

    [Theory]
    [InlineData(1, 1, "entry missing between 0 and 2")]
    [InlineData(7, 7, "entry missing between 6 and 8")]
    [InlineData(Entries, Entries, "head differs: it names entry 10, the last entry is 9; entries were removed at the end")]
    public async Task A_deleted_row_is_named(long deleted, long named, string problem)
    {
        Execute($"DELETE FROM ledger WHERE sequence = {deleted}");
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(named, problem));
    }

    [Fact]
    public async Task An_emptied_ledger_is_found()
    {
        Execute("DELETE FROM ledger");
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>().Sequence.ShouldBe(1);
    }

    [Fact]
    public async Task Two_swapped_rows_are_named_at_the_first()
    {
        Execute("""
            CREATE TEMP TABLE kept AS SELECT * FROM ledger WHERE sequence IN (4, 6);
            UPDATE ledger SET (entry, hash) = (SELECT entry, hash FROM kept WHERE sequence = 10 - ledger.sequence) WHERE sequence IN (4, 6);
            """);
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(4, "sequence inside is 6"));
    }

    [Fact]
    public async Task Two_swapped_entries_are_named_at_the_first()
    {
        Execute("""
            CREATE TEMP TABLE kept AS SELECT * FROM ledger WHERE sequence IN (4, 5);
            UPDATE ledger SET entry = (SELECT entry FROM kept WHERE sequence = 9 - ledger.sequence) WHERE sequence IN (4, 5);
            """);
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>().Sequence.ShouldBe(4);
    }

    [Fact]
    public async Task Two_swapped_sequence_numbers_are_named_at_the_first()
    {
        Execute("UPDATE ledger SET sequence = -1 WHERE sequence = 4; UPDATE ledger SET sequence = 4 WHERE sequence = 9; UPDATE ledger SET sequence = 9 WHERE sequence = -1;");
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(4, "sequence inside is 9"));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task An_inserted_row_is_found(long sequence)
    {
        Execute($"INSERT INTO ledger SELECT {sequence}, entry, hash FROM ledger WHERE sequence = 3");
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>().Sequence.ShouldBe(sequence);
    }

    [Fact]
    public async Task A_well_chained_row_behind_the_head_is_found()
    {
        byte[] entry = """{"seq":11,"at":"2026-11-02T15:04:05+00:00","events":[]}"""u8.ToArray();
        byte[] hash = new byte[32];
        LedgerChain.Hash(Read("hash", 10), entry, hash);
        Execute("INSERT INTO ledger VALUES (11, $entry, $hash)", ("$entry", entry), ("$hash", hash));
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(11, "head differs: it names entry 10, the last entry is 11; entries were added at the end"));
    }

    [Fact]
    public async Task A_rewritten_end_is_found_by_the_head()
    {
        byte[] entry = """{"seq":10,"at":"2026-11-02T15:04:05+00:00","events":[]}"""u8.ToArray();
        byte[] hash = new byte[32];
        LedgerChain.Hash(Read("hash", 9), entry, hash);
        Write("entry", 10, entry);
        Write("hash", 10, hash);
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(10, "head differs: its hash is not that of the entry it names"));
    }

    [Theory]
    [InlineData("UPDATE ledger_head SET sequence = 8")]
    [InlineData("UPDATE ledger_head SET sequence = 12")]
    [InlineData("UPDATE ledger_head SET hash = zeroblob(32)")]
    [InlineData("DELETE FROM ledger_head")]
    public async Task A_changed_head_is_found(string sql)
    {
        Execute(sql);
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>();
    }

    [Theory]
    [InlineData("DELETE FROM ledger WHERE sequence = 10")]
    [InlineData("UPDATE ledger_head SET sequence = 8")]
    [InlineData("DELETE FROM ledger_head")]
    [InlineData("UPDATE ledger SET hash = x'00' WHERE sequence = 10")]
    public async Task Nothing_more_is_written_to_a_ledger_whose_end_was_changed_while_the_gateway_was_down(string sql)
    {
        await _storage.CloseAsync();
        Execute(sql);
        await Should.ThrowAsync<InvalidDataException>(_storage.Ledger.AppendAsync(Some.Event(), Cancellation).AsTask());
        await Should.ThrowAsync<InvalidDataException>(_storage.Offline.StoreAsync(Some.Item("a"), Some.Event(), Cancellation).AsTask());
        (await _storage.Offline.MeasureAsync(Cancellation)).Counts.ShouldBeEmpty();
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>();
    }

    private async Task<LedgerVerification> VerifyAsync() => await LedgerVerifier.VerifyAsync(_storage.Ledger, Cancellation);

    private byte[] Read(string column, long sequence)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {column} FROM ledger WHERE sequence = {sequence}";
        return (byte[])command.ExecuteScalar()!;
    }

    private void Write(string column, long sequence, byte[] value) =>
        Execute($"UPDATE ledger SET {column} = $value WHERE sequence = {sequence}", ("$value", value));

    private void Execute(string sql, params (string Name, byte[] Value)[] parameters)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, byte[] value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    private SqliteConnection Connect()
    {
        SqliteConnection connection = new($"Data Source={_storage.DatabasePath};Pooling=False");
        connection.Open();
        return connection;
    }
}

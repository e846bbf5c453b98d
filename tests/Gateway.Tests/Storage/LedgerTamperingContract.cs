using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Telemetry;
using HmisGateway.Tests.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HmisGateway.Tests.Storage;

/// <summary>Somebody changes table <c>ledger</c> behind the gateway's back.</summary>
public abstract class LedgerTamperingContract : StorageContract
{
    private const int Entries = 10;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        for (int i = 0; i < Entries; i++)
        {
            await Storage.Ledger.AppendAsync(Some.Event(LedgerEventKind.Diverted, ("code", "no_sharing")), Cancellation);
        }
    }

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
        byte[] original = await ReadAsync(column, sequence);
        for (int i = 0; i < original.Length; i++)
        {
            byte[] changed = [.. original];
            changed[i] ^= 0x01;
            await WriteAsync(column, sequence, changed);
            (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>($"byte {i}").Sequence.ShouldBe(sequence);
        }

        await WriteAsync(column, sequence, original);
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Verified>();
    }

    [Theory]
    [InlineData(1, 1, "entry missing between 0 and 2")]
    [InlineData(7, 7, "entry missing between 6 and 8")]
    [InlineData(Entries, Entries, "head differs: it names entry 10, the last entry is 9; entries were removed at the end")]
    public async Task A_deleted_row_is_named(long deleted, long named, string problem)
    {
        await Storage.TamperAsync($"DELETE FROM ledger WHERE sequence = {deleted}");
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(named, problem));
    }

    [Fact]
    public async Task An_emptied_ledger_is_found()
    {
        await Storage.TamperAsync("DELETE FROM ledger");
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>().Sequence.ShouldBe(1);
    }

    [Fact]
    public async Task Two_swapped_rows_are_named_at_the_first()
    {
        await Storage.TamperAsync("""
            CREATE TEMP TABLE kept AS SELECT * FROM ledger WHERE sequence IN (4, 6);
            UPDATE ledger SET (entry, hash) = (SELECT entry, hash FROM kept WHERE sequence = 10 - ledger.sequence) WHERE sequence IN (4, 6);
            """);
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(4, "sequence inside is 6"));
    }

    [Fact]
    public async Task Two_swapped_entries_are_named_at_the_first()
    {
        await Storage.TamperAsync("""
            CREATE TEMP TABLE kept AS SELECT * FROM ledger WHERE sequence IN (4, 5);
            UPDATE ledger SET entry = (SELECT entry FROM kept WHERE sequence = 9 - ledger.sequence) WHERE sequence IN (4, 5);
            """);
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>().Sequence.ShouldBe(4);
    }

    [Fact]
    public async Task Two_swapped_sequence_numbers_are_named_at_the_first()
    {
        await Storage.TamperAsync("UPDATE ledger SET sequence = -1 WHERE sequence = 4; UPDATE ledger SET sequence = 4 WHERE sequence = 9; UPDATE ledger SET sequence = 9 WHERE sequence = -1;");
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(4, "sequence inside is 9"));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task An_inserted_row_is_found(long sequence)
    {
        await CopyAsync(3, sequence);
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>().Sequence.ShouldBe(sequence);
    }

    [Fact]
    public async Task A_well_chained_row_behind_the_head_is_found()
    {
        byte[] entry = """{"seq":11,"at":"2026-11-02T15:04:05+00:00","events":[]}"""u8.ToArray();
        byte[] hash = new byte[32];
        LedgerChain.Hash(await ReadAsync("hash", 10), entry, hash);
        await CopyAsync(10, 11);
        await WriteAsync("entry", 11, entry);
        await WriteAsync("hash", 11, hash);
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(11, "head differs: it names entry 10, the last entry is 11; entries were added at the end"));
    }

    [Fact]
    public async Task A_rewritten_end_is_found_by_the_head()
    {
        byte[] entry = """{"seq":10,"at":"2026-11-02T15:04:05+00:00","events":[]}"""u8.ToArray();
        byte[] hash = new byte[32];
        LedgerChain.Hash(await ReadAsync("hash", 9), entry, hash);
        await WriteAsync("entry", 10, entry);
        await WriteAsync("hash", 10, hash);
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(10, "head differs: its hash is not that of the entry it names"));
    }

    [Theory]
    [InlineData("UPDATE ledger_head SET sequence = 8")]
    [InlineData("UPDATE ledger_head SET sequence = 12")]
    [InlineData("UPDATE ledger_head SET hash = zeroblob(32)")]
    [InlineData("DELETE FROM ledger_head")]
    public async Task A_changed_head_is_found(string sql)
    {
        await Storage.TamperAsync(sql);
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>();
    }

    [Theory]
    [InlineData("DELETE FROM ledger WHERE sequence = 10")]
    [InlineData("UPDATE ledger_head SET sequence = 8")]
    [InlineData("DELETE FROM ledger_head")]
    [InlineData("UPDATE ledger SET hash = x'00' WHERE sequence = 10")]
    public async Task Nothing_more_is_written_to_a_ledger_whose_end_was_changed_while_the_gateway_was_down(string sql)
    {
        await Storage.TamperAsync(sql);
        await Storage.ReopenAsync();
        await Should.ThrowAsync<InvalidDataException>(Storage.Ledger.AppendAsync(Some.Event(), Cancellation).AsTask());
        await Should.ThrowAsync<InvalidDataException>(Storage.Offline.StoreAsync(Some.Item("a"), Some.Event(), Cancellation).AsTask());
        (await Storage.Offline.MeasureAsync(Cancellation)).Counts.ShouldBeEmpty();
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>();
    }

    [Fact]
    public async Task A_ledger_that_was_rolled_back_with_its_head_is_named_by_the_anchor()
    {
        using TemporaryFolder folder = new();
        using KeyRing ring = await OpenKeyRing.OnAsync(folder["keys"], Storage.AgencyKeys);
        string file = folder["anchor.jsonl"];
        await using (ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider())
        {
            using LedgerAnchor anchor = new(
                new LedgerOptions { Anchor = file },
                Storage.Ledger,
                Storage.Anchor,
                new AnchorSeal(ring),
                new Pseudonymizer(ring),
                ring,
                new GatewayMetrics(meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
                Time,
                NullLogger<LedgerAnchor>.Instance);
            await anchor.OpenAsync(begins: true, Cancellation);
            await anchor.AddHeadAsync();
        }

        AnchorContent content = AnchorContent.Parse(await File.ReadAllTextAsync(file, Cancellation), new AnchorSeal(ring));
        (await LedgerVerifier.VerifyAsync(Storage.Ledger, [new AnchorCheck(content)], Cancellation)).ShouldBeOfType<LedgerVerification.Verified>();

        byte[] hash = await ReadAsync("hash", 6);
        await Storage.TamperAsync("DELETE FROM ledger WHERE sequence > 6");
        await Storage.TamperAsync("UPDATE ledger_head SET sequence = 6, hash = $1", hash);

        (await VerifyAsync()).ShouldBe(new LedgerVerification.Verified(6, 6));
        (await LedgerVerifier.VerifyAsync(Storage.Ledger, [new AnchorCheck(content)], Cancellation))
            .ShouldBeOfType<LedgerVerification.Broken>().Sequence.ShouldBe(7);
    }

    private async Task<LedgerVerification> VerifyAsync() => await LedgerVerifier.VerifyAsync(Storage.Ledger, Cancellation);

    private Task<byte[]> ReadAsync(string column, long sequence) => Storage.PeekAsync($"SELECT {column} FROM ledger WHERE sequence = {sequence}");

    private Task CopyAsync(long from, long to) => Storage.TamperAsync($"""
        CREATE TEMP TABLE kept AS SELECT * FROM ledger WHERE sequence = {from};
        UPDATE kept SET sequence = {to};
        INSERT INTO ledger SELECT * FROM kept;
        """);

    private Task WriteAsync(string column, long sequence, byte[] value) =>
        Storage.TamperAsync($"UPDATE ledger SET {column} = $1 WHERE sequence = {sequence}", value);
}

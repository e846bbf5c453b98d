using System.Diagnostics;
using System.Security.Cryptography;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Storage.Writing;
using HmisGateway.Tests.Keys;

namespace HmisGateway.Tests.Storage;

/// <summary>
/// Real load on a real storage: checks that nothing is lost under it, and prints figures without judging them. With environment variable
/// HMIS_MEASURE set the load is large enough for the figures to mean something.
/// </summary>
public abstract class SpeedContract : StorageContract
{
    private const string Agency = "demo-shelter";

    private static readonly bool s_isFull = Environment.GetEnvironmentVariable("HMIS_MEASURE") is not null;

    [Fact]
    public async Task Thirty_two_producers_lose_no_item()
    {
        const int producers = 32;
        int each = s_isFull ? 5_000 : 100;
        using TemporaryFolder keys = new();
        using KeyRing ring = await OpenKeyRing.OnAsync(keys.Path, Storage.AgencyKeys);
        ItemSealer sealer = new(ring);
        byte[] body = RandomNumberGenerator.GetBytes(1_536);
        byte[] details = RandomNumberGenerator.GetBytes(400);
        await ProduceAsync(sealer, details, body, 50);

        WriterStatistics before = Storage.Statistics;
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, producers).Select(_ => Task.Run(() => ProduceAsync(sealer, details, body, each), Cancellation)));
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        WriterStatistics after = Storage.Statistics;

        long items = producers * each;
        Print($"{items / took.TotalSeconds:F0} items/s, {cpu.TotalMicroseconds / items:F1} µs CPU each, "
            + $"{(after.Jobs - before.Jobs) / (double)(after.Groups - before.Groups):F1} in a commit on average, {after.LargestGroup} at most");
        (await Storage.Offline.MeasureAsync(Cancellation)).Counts[OfflineStatus.Held].ShouldBe(items + 50);
        (await LedgerVerifier.VerifyAsync(Storage.Ledger, Cancellation))
            .ShouldBeOfType<LedgerVerification.Verified>().Events.ShouldBe(items + 50);
    }

    [Fact]
    public async Task An_import_in_batches_finds_every_client_again()
    {
        int clients = s_isFull ? 100_000 : 4_000;
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        foreach (int[] batch in Enumerable.Range(0, clients).Chunk(10_000))
        {
            IReadOnlyList<RoiRecording> results = await Storage.Consent.RecordAsync(
                [.. batch.Select(Entry)], Some.Event(LedgerEventKind.RoiImported), Cancellation);
            results.ShouldAllBe(result => result is RoiRecording.Recorded);
        }

        Print($"{clients} clients imported in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s, {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / clients:F1} µs CPU each");

        await LookUpAsync(clients, 2_000, isQuiet: true);
        await LookUpAsync(clients, s_isFull ? 200_000 : 2_000, isQuiet: false);

        // The same while the writer commits all the time: each commit makes the readers' page caches stale.
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task writing = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    await Storage.Ledger.AppendAsync(Some.Event(LedgerEventKind.ForwardIntent), CancellationToken.None);
                }
            },
            Cancellation);
        await LookUpAsync(clients, s_isFull ? 200_000 : 2_000, isQuiet: false);
        await enough.CancelAsync();
        await writing;
    }

    private static RoiEntry Entry(int number) => Some.Roi(Agency, $"c{number}") with
    {
        VendorIds = [Some.VendorId($"{number}")],
        Fingerprints = [.. Enumerable.Range(1, 6).Select(form => Some.Fingerprint($"{number}/{form}"))],
        Identity = new IdentityOnFile((UInt128)number, 2, 3),
        SealedClientId = new byte[40],
        SealedDetails = new byte[200],
    };

    private static void Print(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    private async Task LookUpAsync(int clients, int lookups, bool isQuiet)
    {
        Pseudonym[][] asked =
        [
            .. Enumerable.Range(0, lookups).Select(i => i * 7_919 % clients)
                .Select(number => new[] { Some.Client(Agency, $"c{number}"), Some.VendorId($"{number}") }),
        ];
        long[] ticks = new long[lookups];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < lookups; i++)
        {
            long start = Stopwatch.GetTimestamp();
            PersonSnapshot snapshot = await Storage.Persons.LookUpAsync(asked[i], Cancellation);
            ticks[i] = Stopwatch.GetTimestamp() - start;
            if (snapshot.Persons.Count != 2 || snapshot.Histories.Count != 1)
            {
                snapshot.Histories.Count.ShouldBe(1);
            }
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        Array.Sort(ticks);
        if (!isQuiet)
        {
            double Microseconds(long value) => value * 1e6 / Stopwatch.Frequency;
            Print($"lookup of two references: mean {Microseconds(ticks.Sum()) / lookups:F1} µs, p50 {Microseconds(ticks[lookups / 2]):F1}, "
                + $"p99 {Microseconds(ticks[lookups * 99 / 100]):F1}, {cpu.TotalMicroseconds / lookups:F1} µs CPU of the process, {allocated / lookups} bytes allocated");
        }
    }

    private async Task ProduceAsync(ItemSealer sealer, byte[] details, byte[] body, int count)
    {
        Pseudonym client = Some.Client(Agency, "c1");
        for (int i = 0; i < count; i++)
        {
            Guid receipt = Guid.CreateVersion7();
            SealedParts parts = sealer.Seal(Agency, receipt, details, body);
            OfflineItem item = Some.Item(Agency, "no_sharing", client) with
            {
                Receipt = receipt,
                Bytes = body.Length,
                WrappedKey = parts.WrappedKey,
                SealedDetails = parts.SealedDetails,
                SealedContent = parts.SealedContent,
            };
            LedgerEvent evidence = Some.Event(
                LedgerEventKind.Diverted,
                ("agency", Agency),
                ("receipt", receipt.ToString()),
                ("code", "no_sharing"),
                ("digest", Convert.ToHexStringLower(parts.Digest)),
                ("ciphertext", Convert.ToHexStringLower(parts.CiphertextHash)));
            await Storage.Offline.StoreAsync(item, evidence, Cancellation);
        }
    }
}

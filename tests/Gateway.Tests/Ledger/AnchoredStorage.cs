using System.Diagnostics.Metrics;
using System.Text;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Policy.Consent;
using HmisGateway.Telemetry;
using HmisGateway.Tests.Keys;
using HmisGateway.Tests.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Ledger;

/// <summary>A storage that is anchored, backed up and restored.</summary>
internal sealed class AnchoredStorage : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(Some.Moment);
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private AnchoredStorage() => Storage = new SqliteUnderTest(_time);

    public TimeProvider Time => _time;

    public TemporaryFolder Folder { get; } = new();

    public SqliteUnderTest Storage { get; }

    public KeyRing Ring { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<AnchoredStorage> CreateAsync()
    {
        AnchoredStorage storage = new();
        storage.Ring = await OpenKeyRing.OnAsync(storage.Folder["keys"], storage.Storage.AgencyKeys);
        return storage;
    }

    public async ValueTask DisposeAsync()
    {
        Ring.Dispose();
        await Storage.DisposeAsync();
        await _meters.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>An anchor of this storage, opened as at a start.</summary>
    public Task<LedgerAnchor> OpenAsync(LedgerOptions options, ILogger<LedgerAnchor>? logger = null) => OpenAsync(options, Storage, Ring, logger);

    /// <summary>An anchor of another storage, opened as at a start.</summary>
    public async Task<LedgerAnchor> OpenAsync(LedgerOptions options, SqliteUnderTest storage, KeyRing ring, ILogger<LedgerAnchor>? logger = null)
    {
        LedgerAnchor anchor = new(
            options,
            storage.Ledger,
            storage.Storage.Anchor,
            new AnchorSeal(ring),
            new Pseudonymizer(ring),
            ring,
            new GatewayMetrics(_meters.GetRequiredService<IMeterFactory>()),
            _time,
            logger ?? NullLogger<LedgerAnchor>.Instance);
        await anchor.OpenAsync(begins: true, Cancellation);
        return anchor;
    }

    public async Task RecordAsync(LedgerAnchor? anchor, string agency, string client, SharingChoice choice)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        IConsentRegistry registry = anchor is null ? Storage.Consent : new AnchoredRegistry(Storage.Consent, anchor);
        await registry.RecordAsync([Some.Roi(agency, client, choice)], Some.Event(LedgerEventKind.RoiRecorded), Cancellation);
    }

    /// <summary>What is done with forms that are on file already.</summary>
    public async Task RepeatAsync(LedgerAnchor anchor) => await new AnchoredRegistry(Storage.Consent, anchor)
        .RecordAsync([], static _ => throw new InvalidOperationException("Nothing was recorded."), Cancellation);

    public async Task<byte[]> BackUpAsync()
    {
        string copy = Folder[$"{Guid.NewGuid():N}.db"];
        await using SqliteConnection connection = new($"Data Source={Storage.DatabasePath};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $copy";
        command.Parameters.AddWithValue("$copy", copy);
        await command.ExecuteNonQueryAsync(Cancellation);
        return await File.ReadAllBytesAsync(copy, Cancellation);
    }

    public async Task RestoreAsync(byte[] backup)
    {
        await Storage.CloseAsync();
        File.Delete(Storage.DatabasePath + "-wal");
        File.Delete(Storage.DatabasePath + "-shm");
        await File.WriteAllBytesAsync(Storage.DatabasePath, backup, Cancellation);
        await ReopenKeysAsync();
    }

    /// <summary>Removes everything but the keys; they serve a new storage, so that the seals of the lines hold.</summary>
    public async Task LoseAsync()
    {
        await Storage.CloseAsync();
        foreach (string file in Directory.GetFiles(Storage.DataDirectory))
        {
            File.Delete(file);
        }

        File.Delete(Path.Combine(Folder["keys"], "storage.used"));
        await ReopenKeysAsync();
    }

    public async Task<string> LedgerTextAsync()
    {
        StringBuilder text = new();
        await foreach (LedgerEntry entry in Storage.Ledger.ReadAsync(0, Cancellation))
        {
            text.AppendLine(Encoding.UTF8.GetString(entry.Entry));
        }

        return text.ToString();
    }

    private async Task ReopenKeysAsync()
    {
        Ring.Dispose();
        Ring = await OpenKeyRing.OnAsync(Folder["keys"], Storage.AgencyKeys);
    }
}

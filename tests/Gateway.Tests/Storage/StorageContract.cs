using System.Text;
using HmisGateway.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Storage;

/// <summary>What every contract test needs: an open storage of one adapter, and a clock.</summary>
public abstract class StorageContract : IAsyncLifetime
{
    private IStorageUnderTest? _storage;

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 2, 15, 4, 5, TimeSpan.Zero));

    private protected IStorageUnderTest Storage => _storage ?? throw new InvalidOperationException("Not initialized.");

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract ValueTask<IStorageUnderTest> OpenAsync();

    public virtual async ValueTask InitializeAsync() => _storage = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_storage is not null)
        {
            await _storage.DisposeAsync();
        }
    }

    private protected async Task<List<LedgerEntry>> ReadLedgerAsync(long after = 0)
    {
        List<LedgerEntry> entries = [];
        await foreach (LedgerEntry entry in Storage.Ledger.ReadAsync(after, Cancellation))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private protected async Task<string> ReadLedgerTextAsync() =>
        string.Join('\n', (await ReadLedgerAsync()).Select(entry => Encoding.UTF8.GetString(entry.Entry)));
}

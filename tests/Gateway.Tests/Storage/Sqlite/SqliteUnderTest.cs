using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Storage.Sqlite;

namespace HmisGateway.Tests.Storage.Sqlite;

internal sealed class SqliteUnderTest : IStorageUnderTest
{
    private readonly TemporaryFolder _folder = new();
    private readonly TimeProvider _time;
    private SqliteStorage? _storage;

    public SqliteUnderTest(TimeProvider time)
    {
        _time = time;
        _ = Storage;
    }

    public string DataDirectory => _folder["data"];

    public string DatabasePath => Path.Combine(DataDirectory, SqliteDatabase.FileName);

    public SqliteStorage Storage => _storage ??= SqliteStorage.Open(DataDirectory, _time);

    public IAgencyStore Agencies => Storage.Agencies;

    public IAgencyKeyStore AgencyKeys => Storage.AgencyKeys;

    public IConsentRegistry Consent => Storage.Consent;

    public IRoiDocumentStore Documents => Storage.Documents;

    public IPersonDirectory Persons => Storage.Persons;

    public IOfflineQueue Offline => Storage.Offline;

    public ILedger Ledger => Storage.Ledger;

    public async ValueTask CloseAsync()
    {
        if (_storage is not null)
        {
            await _storage.DisposeAsync();
            _storage = null;
        }
    }

    public async ValueTask ReopenAsync()
    {
        await CloseAsync();
        _ = Storage;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }
}

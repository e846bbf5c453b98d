using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Storage.Sqlite;
using HmisGateway.Storage.Writing;
using Microsoft.Data.Sqlite;

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

    public IPersonSeparations Separations => Storage.Separations;

    public IOfflineQueue Offline => Storage.Offline;

    public IWaitingClients Waiting => Storage.Waiting;

    public ILedger Ledger => Storage.Ledger;

    public IAnchorStore Anchor => Storage.Anchor;

    public IKeptItems KeptItems => Storage.KeptItems;

    public WriterStatistics Statistics => Storage.Statistics;

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

    public async Task TamperAsync(string sql, params byte[][] values)
    {
        await using SqliteConnection connection = await ConnectAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_keys = OFF; " + sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        await command.ExecuteNonQueryAsync();
    }

    public async Task<byte[]> PeekAsync(string sql)
    {
        await using SqliteConnection connection = await ConnectAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (byte[])(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    private async Task<SqliteConnection> ConnectAsync()
    {
        SqliteConnection connection = new($"Data Source={DatabasePath};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}

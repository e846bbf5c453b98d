using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The embedded storage: everything in one file in the data directory. Hold the <see cref="DataDirectoryLock"/> while it is open.</summary>
internal sealed class SqliteStorage : IAsyncDisposable
{
    /// <summary>References that are kept in memory unless it is said otherwise.</summary>
    public const int DefaultCachedReferences = 100_000;

    private readonly SqliteReaderPool _readers;
    private readonly SqliteWriter _writer;

    private SqliteStorage(SqliteDatabase database, int cachedReferences, TimeProvider time)
    {
        RegistryCache cache = new(cachedReferences);
        _writer = new SqliteWriter(database, cache, time);
        _readers = new SqliteReaderPool(database);
        Agencies = new SqliteAgencyStore(_writer, _readers, time);
        AgencyKeys = new SqliteAgencyKeyStore(_writer, _readers);
        Consent = new SqliteConsentRegistry(_writer, _readers, time);
        Documents = new SqliteRoiDocumentStore(_writer, _readers);
        Persons = new SqlitePersonDirectory(_writer, _readers, cache, time);
        Offline = new SqliteOfflineQueue(_writer, _readers);
        Waiting = new SqliteWaitingClients(_readers);
        Ledger = new SqliteLedger(_writer, _readers);
        Anchor = new SqliteAnchorStore(_writer, _readers);
        KeptItems = new SqliteKeptItems(_readers);
        Log = new SqliteLog(database);
    }

    /// <summary>Who may call.</summary>
    public IAgencyStore Agencies { get; }

    /// <summary>Where the key ring keeps its wrapped keys.</summary>
    public IAgencyKeyStore AgencyKeys { get; }

    /// <summary>The registry of ROIs.</summary>
    public IConsentRegistry Consent { get; }

    /// <summary>The signed copies of ROIs.</summary>
    public IRoiDocumentStore Documents { get; }

    /// <summary>Persons and references.</summary>
    public IPersonDirectory Persons { get; }

    /// <summary>The offline queue.</summary>
    public IOfflineQueue Offline { get; }

    /// <summary>Whose data waits in the offline queue.</summary>
    public IWaitingClients Waiting { get; }

    /// <summary>The ledger.</summary>
    public ILedger Ledger { get; }

    /// <summary>What the storage answers an anchor.</summary>
    public IAnchorStore Anchor { get; }

    /// <summary>The log in front of the storage.</summary>
    public IStorageLog Log { get; }

    /// <summary>The stored items, for their comparison with the ledger.</summary>
    public IKeptItems KeptItems { get; }

    /// <summary>Is told of the events of each commit, on the writer's thread; must be quick and must not throw.</summary>
    public Action<IReadOnlyList<LedgerEvent>>? Appended
    {
        get => _writer.Appended;
        set => _writer.Appended = value;
    }

    /// <summary>What the writer has done.</summary>
    public SqliteWriterStatistics Statistics => _writer.Statistics;

    /// <summary>Opens the storage in <paramref name="dataDirectory"/>, creating it or bringing it up to date.</summary>
    /// <param name="dataDirectory">The folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cachedReferences">How many references are kept in memory; 0 for none.</param>
    /// <exception cref="SqliteSchemaException">It cannot be used by this version; the message says why and what to do.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The file is damaged or held by somebody else.</exception>
    public static SqliteStorage Open(string dataDirectory, TimeProvider time, int cachedReferences = DefaultCachedReferences) =>
        new(SqliteDatabase.Open(dataDirectory), cachedReferences, time);

    /// <summary>Makes durable what is waiting, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _readers.Dispose();
    }
}

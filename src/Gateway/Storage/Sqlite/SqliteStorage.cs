using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Storage.Registry;
using HmisGateway.Storage.Writing;
using Microsoft.Data.Sqlite;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The embedded storage: everything in one file in the data directory. Hold the <see cref="DataDirectoryLock"/> while it is open.</summary>
internal sealed class SqliteStorage : IGatewayStorage
{
    /// <summary>References that are kept in memory unless it is said otherwise.</summary>
    public const int DefaultCachedReferences = 100_000;

    private static readonly SqlText s_touch = new("UPDATE ledger_head SET sequence = sequence WHERE id = 1");

    private readonly SqliteDatabase _database;
    private readonly SqliteReaderPool _readers;
    private readonly SqliteWriter _writer;

    private SqliteStorage(SqliteDatabase database, int cachedReferences, TimeProvider time)
    {
        _database = database;
        RegistryCache cache = new(cachedReferences);
        _writer = new SqliteWriter(database, cache, time);
        _readers = new SqliteReaderPool(database);
        Agencies = new SqliteAgencyStore(_writer, _readers, time);
        AgencyKeys = new SqliteAgencyKeyStore(_writer, _readers);
        Consent = new SqliteConsentRegistry(_writer, _readers, time);
        Documents = new SqliteRoiDocumentStore(_writer, _readers);
        Persons = new SqlitePersonDirectory(_writer, _readers, cache, time);
        Separations = new SqlitePersonSeparations(_writer, _readers, time);
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

    /// <summary>Takes persons apart.</summary>
    public IPersonSeparations Separations { get; }

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
    public WriterStatistics Statistics => _writer.Statistics;

    /// <summary>Opens the storage in <paramref name="dataDirectory"/>, creating it or bringing it up to date.</summary>
    /// <param name="dataDirectory">The folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cachedReferences">How many references are kept in memory; 0 for none.</param>
    /// <exception cref="StorageSchemaException">It cannot be used by this version; the message says why and what to do.</exception>
    /// <exception cref="SqliteException">The file is damaged or held by somebody else.</exception>
    public static SqliteStorage Open(string dataDirectory, TimeProvider time, int cachedReferences = DefaultCachedReferences) =>
        new(SqliteDatabase.Open(dataDirectory), cachedReferences, time);

    /// <summary>Writes to the disk and makes durable what is waiting, outcomes included.</summary>
    /// <exception cref="SqliteException">The disk takes nothing.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _writer.WriteAsync(
        0,
        static (session, _, _) => session.Call(s_touch).Execute(),
        cancellationToken);

    /// <summary>Makes durable what is waiting, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _readers.Dispose();
        try
        {
            // A reader that closes last leaves the log behind. A writer takes it into the database: one file, safe to copy.
            _database.OpenWriter().Dispose();
        }
        catch (SqliteException)
        {
            // The log stays, and is part of the database as after a crash.
        }
    }
}

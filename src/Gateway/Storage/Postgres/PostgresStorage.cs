using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Consent.Permits;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Storage.Registry;
using HmisGateway.Storage.Writing;
using Npgsql;

namespace HmisGateway.Storage.Postgres;

/// <summary>The storage on a PostgreSQL server, for one process or several.</summary>
internal sealed class PostgresStorage : IGatewayStorage
{
    private static readonly PostgresSql s_touch = new("UPDATE ledger_head SET sequence = sequence WHERE chain = $1");

    private readonly PostgresDatabase _database;
    private readonly PostgresWriter _writer;

    private PostgresStorage(
        PostgresDatabase database, PostgresWriter writer, PostgresReaders readers, RegistryCache cache, OpenContents open, PostgresFeed feed, PostgresClock clock, TimeProvider time)
    {
        _database = database;
        _writer = writer;
        Feed = feed;
        Clock = clock;
        Replicas = new PostgresReplicas(writer, readers);
        Permits = new PostgresPermits(database, readers, feed, clock, Replicas.Self, FlushAsync);
        Agencies = new PostgresAgencyStore(writer, readers, time);
        AgencyKeys = new PostgresAgencyKeyStore(writer, readers);
        Consent = new PostgresConsentRegistry(writer, readers, time);
        Documents = new PostgresRoiDocumentStore(writer, readers);
        Persons = new PostgresPersonDirectory(writer, readers, cache, feed, time);
        Separations = new PostgresPersonSeparations(writer, readers, time);
        Offline = new PostgresOfflineQueue(writer, readers, open);
        Waiting = new PostgresWaitingClients(readers);
        Ledger = new PostgresLedger(writer, readers);
        Anchor = new PostgresAnchorStore(writer, readers);
        KeptItems = new PostgresKeptItems(readers);
        Log = new PostgresLog();
    }

    /// <summary>The permits of all replicas.</summary>
    public PostgresPermits Permits { get; }

    /// <summary>The replicas.</summary>
    public PostgresReplicas Replicas { get; }

    /// <summary>The server's time.</summary>
    public PostgresClock Clock { get; }

    /// <summary>What replicas tell each other.</summary>
    public PostgresFeed Feed { get; }

    /// <inheritdoc/>
    public IAgencyStore Agencies { get; }

    /// <inheritdoc/>
    public IAgencyKeyStore AgencyKeys { get; }

    /// <inheritdoc/>
    public IConsentRegistry Consent { get; }

    /// <inheritdoc/>
    public IRoiDocumentStore Documents { get; }

    /// <inheritdoc/>
    public IPersonDirectory Persons { get; }

    /// <inheritdoc/>
    public IPersonSeparations Separations { get; }

    /// <inheritdoc/>
    public IOfflineQueue Offline { get; }

    /// <inheritdoc/>
    public IWaitingClients Waiting { get; }

    /// <inheritdoc/>
    public ILedger Ledger { get; }

    /// <inheritdoc/>
    public IAnchorStore Anchor { get; }

    /// <inheritdoc/>
    public IStorageLog Log { get; }

    /// <inheritdoc/>
    public IKeptItems KeptItems { get; }

    /// <inheritdoc/>
    public Action<IReadOnlyList<LedgerEvent>>? Appended
    {
        get => _writer.Appended;
        set => _writer.Appended = value;
    }

    /// <inheritdoc/>
    public WriterStatistics Statistics => _writer.Statistics;

    /// <summary>Opens the storage, creating its tables or bringing them up to date.</summary>
    /// <param name="settings">How the server is reached.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cachedReferences">How many references are kept in memory; 0 for none.</param>
    /// <param name="cancellationToken">Cancels before reading.</param>
    /// <exception cref="StorageSchemaException">It cannot be used by this version; the message says why and what to do.</exception>
    /// <exception cref="PostgresRefusedException">The server does not keep what the gateway needs.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached, or fails.</exception>
    public static async ValueTask<PostgresStorage> OpenAsync(
        PostgresSettings settings, TimeProvider time, int cachedReferences, CancellationToken cancellationToken)
    {
        PostgresDatabase database = new(settings);
        PostgresWriter? writer = null;
        try
        {
            RegistryCache cache = new(cachedReferences);
            PostgresReaders readers = new(database.Readers);
            await database.MigrateAsync(cancellationToken);
            (OpenContents open, FeedRow last) = await OfflineStatusRows.LoadAsync(readers, cancellationToken);
            PostgresFeed feed = new(readers, cache, open, last);
            PostgresClock clock = new(new BootClock());
            TimeSpan before = clock.Before();
            clock.Take((await readers.ListAsync(PostgresClock.Read.Call(), static row => row.Time(0), cancellationToken))[0], before);
            writer = new PostgresWriter(database, cache, feed, time);
            PostgresStorage storage = new(database, writer, readers, cache, open, feed, clock, time);
            await storage.Permits.BeginAsync(cancellationToken);
            return storage;
        }
        catch
        {
            if (writer is not null)
            {
                await writer.DisposeAsync();
            }

            await database.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _writer.WriteAsync(
        0,
        static (session, _, _) =>
        {
            session.Later(s_touch.Call().Bind(PostgresLedgerAppender.Chain));
            return true;
        },
        cancellationToken);

    /// <summary>Makes durable what is waiting, then closes and lets go of the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await Permits.DisposeAsync();
        Feed.Dispose();
        await _database.DisposeAsync();
    }
}

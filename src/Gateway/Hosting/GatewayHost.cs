using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Consent.Replicas;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Management;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Forwarding;
using HmisGateway.Pipeline.Settling;
using HmisGateway.Profiles;
using HmisGateway.Storage;
using HmisGateway.Storage.Postgres;
using HmisGateway.Storage.Sqlite;
using HmisGateway.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HmisGateway.Hosting;

/// <summary>A running gateway: it holds the data folder, the storage, the keys and the two listeners.</summary>
internal sealed partial class GatewayHost : IAsyncDisposable
{
    private readonly DataDirectoryLock _lock;
    private readonly IGatewayStorage _storage;
    private readonly KeyRing _keys;
    private readonly WebApplication _application;
    private int _isDisposed;

    private GatewayHost(DataDirectoryLock @lock, IGatewayStorage storage, KeyRing keys, WebApplication application)
    {
        _lock = @lock;
        _storage = storage;
        _keys = keys;
        _application = application;
    }

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>Where agency systems call; null for <see cref="HostRole.Management"/>.</summary>
    public Uri? AgencyAddress { get; private init; }

    /// <summary>Where the management listener is.</summary>
    public Uri ManagementAddress => Services.GetRequiredService<ManagementListener>().Address
        ?? throw new InvalidOperationException("The management listener is not open.");

    /// <summary>Opens storage and keys, and starts the listeners.</summary>
    /// <exception cref="IOException">Another process holds the data folder, or it cannot be used.</exception>
    public static async Task<GatewayHost> StartAsync(
        GatewayConfiguration configuration, HostRole role, TimeProvider time, CancellationToken cancellationToken)
    {
        time = new MicrosecondClock(time);
        DataDirectoryLock held = Hold(configuration.Storage.DataDirectory);
        IGatewayStorage? storage = null;
        KeyRing? keys = null;
        WebApplication? application = null;
        try
        {
            if (role == HostRole.Serve)
            {
                GatewayListeners.EnsureFree(configuration.Gateway);
            }

            storage = await OpenStorageAsync(configuration.Storage, time, cancellationToken);
            bool areNew = false;
            keys = await KeyRingOpener.OpenAsync(configuration.Keys.Directory!, storage.AgencyKeys, time, cancellationToken) switch
            {
                KeyRingOpening.Opened opened => Take(opened, out areNew),
                KeyRingOpening.Refused refused => throw new IOException($"Keys:Directory: {refused.Explanation}"),
                _ => throw new InvalidOperationException("A key ring is opened or refused."),
            };
            application = GatewayApplication.Build(configuration, role, storage, keys, time);
            Observe(storage, application.Services);
            await PrepareAsync(application, storage, role, cancellationToken);
            await application.StartAsync(cancellationToken);
            GatewayHost host = new(held, storage, keys, application) { AgencyAddress = role == HostRole.Serve ? AddressOf(application) : null };
            host.LogStart(areNew ? configuration.Keys.Directory : null);
            return host;
        }
        catch
        {
            await CloseAsync(application, storage, keys, held);
            throw;
        }
    }

    /// <summary>Runs until <paramref name="cancellationToken"/> is cancelled or the host is told to stop.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops taking requests, finishes those in flight, and closes storage and keys.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        try
        {
            await _application.StopAsync(CancellationToken.None);
            await MarkCleanStopAsync();
        }
        finally
        {
            await CloseAsync(_application, _storage, _keys, _lock);
        }
    }

    /// <summary>Closes what is open. The folder is let go of last, whatever fails before.</summary>
    private static async ValueTask CloseAsync(WebApplication? application, IGatewayStorage? storage, KeyRing? keys, DataDirectoryLock held)
    {
        using (held)
        using (keys)
        {
            try
            {
                if (application is not null)
                {
                    await application.DisposeAsync();
                }
            }
            finally
            {
                if (storage is not null)
                {
                    await storage.DisposeAsync();
                }
            }
        }
    }

    private static DataDirectoryLock Hold(string dataDirectory)
    {
        try
        {
            if (DataDirectoryLock.TryAcquire(dataDirectory) is { } held)
            {
                return held;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"Storage:DataDirectory {dataDirectory}: {fault.Message} It must be a folder on a local disk that this user can write.", fault);
        }

        throw new IOException($"Storage:DataDirectory {dataDirectory}: another gateway process holds it.");
    }

    private static async ValueTask<IGatewayStorage> OpenStorageAsync(StorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.IsPostgres)
        {
            return await OpenPostgresAsync(PostgresConnection.Settings(options), options, time, cancellationToken);
        }

        try
        {
            return SqliteStorage.Open(options.DataDirectory, time, options.CachedReferences);
        }
        catch (SqliteException fault)
        {
            throw new IOException(SqliteFault.Explain(fault, Path.Combine(options.DataDirectory, SqliteDatabase.FileName)), fault);
        }
    }

    private static async ValueTask<IGatewayStorage> OpenPostgresAsync(
        PostgresSettings settings, StorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await PostgresStorage.OpenAsync(settings, time, options.CachedReferences, cancellationToken);
        }
        catch (Exception fault) when (fault is NpgsqlException or PostgresRefusedException)
        {
            throw new IOException(PostgresFault.Explain(fault, settings), fault);
        }
    }

    private static void Observe(IGatewayStorage storage, IServiceProvider services)
    {
        GatewayMetrics metrics = services.GetRequiredService<GatewayMetrics>();
        LedgerTelemetry telemetry = new(metrics);
        OpenForwardCount open = services.GetRequiredService<OpenForwardCount>();
        metrics.Observe(() => storage.Statistics);
        storage.Appended = evidence =>
        {
            telemetry.Count(evidence);
            open.Count(evidence);
        };
    }

    /// <summary>Tells the next start that nothing is open. Without it, the next start looks for itself. Of several replicas each says so when its watch ends.</summary>
    private async Task MarkCleanStopAsync()
    {
        if (AgencyAddress is null)
        {
            return;
        }

        try
        {
            await _storage.FlushAsync(CancellationToken.None);
            if (_storage is SqliteStorage && Services.GetRequiredService<OpenForwardCount>().Value == 0 && _storage.Statistics.FailedGroups == 0)
            {
                await _storage.Ledger.AppendAsync(IntentSettlement.Mark("stop", 0), CancellationToken.None);
            }
        }
        catch (Exception fault)
        {
            LogNotMarked(Services.GetRequiredService<ILogger<GatewayHost>>(), fault);
        }
    }

    [LoggerMessage(1902, LogLevel.Warning, "The stop could not be noted in the ledger; the next start looks for forwards in doubt.")]
    private static partial void LogNotMarked(ILogger logger, Exception fault);

    private static KeyRing Take(KeyRingOpening.Opened opened, out bool wasCreated)
    {
        wasCreated = opened.WasCreated;
        return opened.Ring;
    }

    private void LogStart(string? newKeys)
    {
        ILogger logger = Services.GetRequiredService<ILogger<GatewayHost>>();
        if (newKeys is not null)
        {
            LogNewKeys(logger, newKeys);
        }

        if (AgencyAddress is { } address)
        {
            string vendors = string.Join(", ", Services.GetRequiredService<VendorDirectory>().All.Select(static v => $"{v.Name} by {v.Profile.Name}"));
            LogListening(logger, address.AbsoluteUri, ManagementAddress.AbsoluteUri, vendors);
        }
    }

    [LoggerMessage(1900, LogLevel.Information, "Listening for agency systems on {AgencyListener}, for management on {ManagementListener}; vendors: {Vendors}.")]
    private static partial void LogListening(ILogger logger, string agencyListener, string managementListener, string vendors);

    [LoggerMessage(1901, LogLevel.Warning, "New keys were made in {KeysDirectory}. Back them up now: without them no offline item can ever be read.")]
    private static partial void LogNewKeys(ILogger logger, string keysDirectory);

    private static async Task PrepareAsync(WebApplication application, IGatewayStorage storage, HostRole role, CancellationToken cancellationToken)
    {
        if (storage is PostgresStorage shared)
        {
            // Before anything is loaded: what others commit meanwhile is taken over then.
            shared.Feed.Listener = application.Services.GetRequiredService<IReplicaListener>();
        }

        await application.Services.GetRequiredService<AgencyDirectory>().LoadAsync(cancellationToken);
        await application.Services.GetRequiredService<LedgerAnchor>().OpenAsync(begins: role == HostRole.Serve, cancellationToken);
        await application.Services.GetRequiredService<OfflineCustodian>().RepeatErasuresAsync(cancellationToken);
        if (role != HostRole.Serve)
        {
            // A verb that reads leaves no trace, and `ledger verify` must work on a ledger that takes no more entries.
            return;
        }

        await application.Services.GetRequiredService<IOfflineQueue>().RemoveUnfinishedAsync(cancellationToken);
        if (storage is PostgresStorage)
        {
            await application.Services.GetRequiredService<ReplicaWatch>().StartAsync(cancellationToken);
        }
        else
        {
            await application.Services.GetRequiredService<IntentSettlement>().SettleAsync(cancellationToken);
        }

        application.Services.GetRequiredService<OpenForwardCount>().Reset();
        await application.Services.GetRequiredService<ProtectedClients>().LoadAsync(cancellationToken);
        VendorDirectory vendors = application.Services.GetRequiredService<VendorDirectory>();
        application.Services.GetRequiredService<VendorCredentials>().Load(vendors.All);
        await application.Services.GetRequiredService<ILedger>().AppendAsync(ProfileReloader.EvidenceOf(vendors.All), cancellationToken);
        application.Services.GetRequiredService<GatewayMetrics>().PublishZeros();
    }

    /// <summary>The first address is the agency listener's: it is opened first.</summary>
    private static Uri AddressOf(WebApplication application) => new(
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}

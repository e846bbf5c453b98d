using System.Net;
using System.Net.Sockets;
using HmisGateway.Agencies;
using HmisGateway.AgencyApi;
using HmisGateway.Consent;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Management;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Forwarding;
using HmisGateway.Pipeline.Settling;
using HmisGateway.Storage;
using HmisGateway.Storage.Sqlite;
using HmisGateway.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Data.Sqlite;

namespace HmisGateway.Hosting;

/// <summary>A running gateway: it holds the data folder, the storage, the keys and the two listeners.</summary>
internal sealed partial class GatewayHost : IAsyncDisposable
{
    private readonly DataDirectoryLock _lock;
    private readonly SqliteStorage _storage;
    private readonly KeyRing _keys;
    private readonly WebApplication _application;
    private int _isDisposed;

    private GatewayHost(DataDirectoryLock @lock, SqliteStorage storage, KeyRing keys, WebApplication application)
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
        DataDirectoryLock held = Hold(configuration.Storage.DataDirectory);
        SqliteStorage? storage = null;
        KeyRing? keys = null;
        WebApplication? application = null;
        try
        {
            if (role == HostRole.Serve)
            {
                EnsureFree("Gateway:Listen", configuration.Gateway.Listen);
                EnsureFree("Gateway:Management", configuration.Gateway.Management);
            }

            storage = OpenStorage(configuration.Storage, time);
            bool areNew = false;
            keys = await KeyRingOpener.OpenAsync(configuration.Keys.Directory!, storage.AgencyKeys, time, cancellationToken) switch
            {
                KeyRingOpening.Opened opened => Take(opened, out areNew),
                KeyRingOpening.Refused refused => throw new IOException($"Keys:Directory: {refused.Explanation}"),
                _ => throw new InvalidOperationException("A key ring is opened or refused."),
            };
            application = Build(configuration, role, storage, keys, time);
            Observe(storage, application.Services);
            await PrepareAsync(application, role, cancellationToken);
            await application.StartAsync(cancellationToken);
            GatewayHost host = new(held, storage, keys, application) { AgencyAddress = role == HostRole.Serve ? AddressOf(application) : null };
            host.LogStart(areNew ? configuration.Keys.Directory : null);
            return host;
        }
        catch
        {
            try
            {
                if (application is not null)
                {
                    await application.DisposeAsync();
                }

                keys?.Dispose();
                if (storage is not null)
                {
                    await storage.DisposeAsync();
                }
            }
            finally
            {
                held.Dispose();
            }

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

        await _application.StopAsync(CancellationToken.None);
        await MarkCleanStopAsync();
        await _application.DisposeAsync();
        await _storage.DisposeAsync();
        _keys.Dispose();
        _lock.Dispose();
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

    /// <summary>Kestrel would say so too, but only after a stack trace in the log and without the name of the setting.</summary>
    private static void EnsureFree(string setting, string text)
    {
        if (!ListenAddress.TryParse(text, out ListenAddress? address, out _) || address.Port == 0)
        {
            return;
        }

        try
        {
            using TcpListener probe = new(address.BindTo, address.Port);
            probe.Start();
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied or SocketError.AddressNotAvailable)
        {
            throw new IOException($"{setting} {text}: {fault.Message}. Choose another address, or end the process that uses this one.", fault);
        }
    }

    private static SqliteStorage OpenStorage(StorageOptions options, TimeProvider time)
    {
        try
        {
            return SqliteStorage.Open(options.DataDirectory, time, options.CachedReferences);
        }
        catch (SqliteException fault)
        {
            throw new IOException(SqliteFault.Explain(fault, Path.Combine(options.DataDirectory, SqliteDatabase.FileName)), fault);
        }
    }

    private static void Observe(SqliteStorage storage, IServiceProvider services)
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

    /// <summary>Tells the next start that nothing is open. Without it, the next start looks for itself.</summary>
    private async Task MarkCleanStopAsync()
    {
        if (AgencyAddress is null)
        {
            return;
        }

        try
        {
            await _storage.FlushAsync(CancellationToken.None);
            if (Services.GetRequiredService<OpenForwardCount>().Value == 0 && _storage.Statistics.FailedGroups == 0)
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

    private static WebApplication Build(
        GatewayConfiguration configuration, HostRole role, SqliteStorage storage, KeyRing keys, TimeProvider time)
    {
        // Never the developer's exception page: it would show exception texts to agency systems. And nothing is read again while it runs: the
        // platform would watch the working directory with all that is in it, and be woken by every commit of the storage.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Production, Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration.Source);
        if (role == HostRole.Serve)
        {
            builder.AddGatewayLogging();
        }
        else
        {
            // Standard output belongs to the verb.
            builder.Logging.ClearProviders();
        }

        builder.AddGatewayTelemetry();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(new RunningAs(role));
        builder.Services.AddConsentGateway(configuration).WithSqlite(storage, keys);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel((context, kestrel) => Listen(kestrel, configuration, role));

        WebApplication application = builder.Build();
        application.UseStrictFraming();
        application.MapWhen(ManagementListener.IsManagement, static management =>
        {
            management.UseRouting();
            management.UseEndpoints(static endpoints =>
            {
                endpoints.MapManagement();
                endpoints.MapGatewayMetrics();
            });
        });
        application.Map("/_gateway", preserveMatchedPathSegment: true, static own =>
        {
            own.UseOwnPathSpelling();
            own.UseRouting();
            own.UseEndpoints(static endpoints =>
            {
                endpoints.MapProblemPages();
                endpoints.MapOpenApiDocument();
                endpoints.MapAgencyApi();
            });
            own.Run(static context => ProblemWriter.WriteAsync(context, Problems.NotFound(), context.RequestAborted).AsTask());
        });
        application.UseConsentGate();
        application.RunVendorForwarder();
        return application;
    }

    private static void Listen(KestrelServerOptions kestrel, GatewayConfiguration configuration, HostRole role)
    {
        StrictKestrel.Apply(kestrel);
        ManagementListener management = kestrel.ApplicationServices.GetRequiredService<ManagementListener>();
        if (role == HostRole.Management)
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => management.Attach(listen, isTls: false));
            return;
        }

        Listen(kestrel, configuration.Gateway.Listen, ClientCertificates.UseHttpsWithClientCertificates, static (_, _) => { });
        Listen(kestrel, configuration.Gateway.Management, static listen => listen.UseHttps(), management.Attach);
    }

    private static void Listen(
        KestrelServerOptions kestrel, string text, Action<ListenOptions> useTls, Action<ListenOptions, bool> attach)
    {
        if (!ListenAddress.TryParse(text, out ListenAddress? address, out string? problem))
        {
            throw new InvalidOperationException(problem);
        }

        kestrel.Listen(address.BindTo, address.Port, listen =>
        {
            listen.Protocols = StrictKestrel.Protocols(address.IsTls);
            if (address.IsTls)
            {
                useTls(listen);
            }

            attach(listen, address.IsTls);
        });
    }

    private static async Task PrepareAsync(WebApplication application, HostRole role, CancellationToken cancellationToken)
    {
        await application.Services.GetRequiredService<AgencyDirectory>().LoadAsync(cancellationToken);
        await application.Services.GetRequiredService<LedgerAnchor>().OpenAsync(begins: role == HostRole.Serve, cancellationToken);
        await application.Services.GetRequiredService<OfflineCustodian>().RepeatErasuresAsync(cancellationToken);
        if (role != HostRole.Serve)
        {
            // A verb that reads leaves no trace, and `ledger verify` must work on a ledger that takes no more entries.
            return;
        }

        await application.Services.GetRequiredService<IntentSettlement>().SettleAsync(cancellationToken);
        application.Services.GetRequiredService<OpenForwardCount>().Reset();
        await application.Services.GetRequiredService<ProtectedClients>().LoadAsync(cancellationToken);
        VendorDirectory vendors = application.Services.GetRequiredService<VendorDirectory>();
        application.Services.GetRequiredService<VendorCredentials>().Load(vendors.All);
        LedgerEvent loaded = new(
            LedgerEventKind.ProfilesLoaded,
            [.. vendors.All.Select(static vendor => new KeyValuePair<string, string>(vendor.Name, $"{vendor.Profile.Name} {vendor.Profile.Hash}"))]);
        await application.Services.GetRequiredService<ILedger>().AppendAsync(loaded, cancellationToken);
        application.Services.GetRequiredService<GatewayMetrics>().PublishZeros();
    }

    /// <summary>The first address is the agency listener's: it is opened first.</summary>
    private static Uri AddressOf(WebApplication application) => new(
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}

using System.Net;
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
using HmisGateway.Storage;
using HmisGateway.Storage.Sqlite;
using HmisGateway.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HmisGateway.Hosting;

/// <summary>A running gateway: it holds the data folder, the storage, the keys and the two listeners.</summary>
internal sealed partial class GatewayHost : IAsyncDisposable
{
    private readonly DataDirectoryLock _lock;
    private readonly SqliteStorage _storage;
    private readonly KeyRing _keys;
    private readonly WebApplication _application;

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
        DataDirectoryLock held = DataDirectoryLock.TryAcquire(configuration.Storage.DataDirectory)
            ?? throw new IOException($"Storage:DataDirectory {configuration.Storage.DataDirectory}: another gateway process holds it.");
        SqliteStorage? storage = null;
        KeyRing? keys = null;
        WebApplication? application = null;
        try
        {
            storage = SqliteStorage.Open(configuration.Storage.DataDirectory, time, configuration.Storage.CachedReferences);
            bool areNew = false;
            keys = await KeyRingOpener.OpenAsync(configuration.Keys.Directory!, storage.AgencyKeys, time, cancellationToken) switch
            {
                KeyRingOpening.Opened opened => Take(opened, out areNew),
                KeyRingOpening.Refused refused => throw new IOException($"Keys:Directory: {refused.Explanation}"),
                _ => throw new InvalidOperationException("A key ring is opened or refused."),
            };
            application = Build(configuration, role, storage, keys, time);
            storage.Appended = new LedgerTelemetry(application.Services.GetRequiredService<GatewayMetrics>()).Count;
            await PrepareAsync(application, role, cancellationToken);
            await application.StartAsync(cancellationToken);
            GatewayHost host = new(held, storage, keys, application) { AgencyAddress = role == HostRole.Serve ? AddressOf(application) : null };
            host.LogStart(areNew ? configuration.Keys.Directory : null);
            return host;
        }
        catch
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

            held.Dispose();
            throw;
        }
    }

    /// <summary>Runs until <paramref name="cancellationToken"/> is cancelled or the host is told to stop.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops taking requests, finishes those in flight, and closes storage and keys.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
        await _storage.DisposeAsync();
        _keys.Dispose();
        _lock.Dispose();
    }

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

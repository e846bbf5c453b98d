using HmisGateway.AgencyApi;
using HmisGateway.Consent;
using HmisGateway.Consent.Permits;
using HmisGateway.Consent.Replicas;
using HmisGateway.Consent.Sources;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Management;
using HmisGateway.Offline;
using HmisGateway.Pipeline;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Bulk;
using HmisGateway.Pipeline.Capturing;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Diverting;
using HmisGateway.Pipeline.Enumeration;
using HmisGateway.Pipeline.Forwarding;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Pipeline.Repeats;
using HmisGateway.Pipeline.Resubmitting;
using HmisGateway.Pipeline.Settling;
using HmisGateway.Pipeline.Splitting;
using HmisGateway.Profiles;
using HmisGateway.Storage;
using HmisGateway.Storage.Postgres;
using HmisGateway.Storage.Spools;
using HmisGateway.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HmisGateway.Hosting;

/// <summary>The composition: which services make a consent gateway.</summary>
internal static class ConsentGatewayServices
{
    /// <summary>Adds the gateway without its storage.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configuration">A configuration that was read and checked.</param>
    public static ConsentGatewayBuilder AddConsentGateway(this IServiceCollection services, GatewayConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddGatewayConfiguration(configuration);
        services.AddSingleton(new VendorDirectory(configuration.Vendors.Select(vendor => Compile(vendor, configuration.Profiles))));
        services.AddAgencyApi(configuration.Gateway, configuration.Vendors, configuration.Fence);
        services.AddManagement();
        services.AddSingleton<ProfileReloader>();
        services.AddSingleton<OfflineShapes>();
        services.AddSingleton<IReadinessNote>(static provider => provider.GetRequiredService<ProfileReloader>());

        // The way of a request, in its order.
        services.AddSingleton<RequestReceiver>();
        services.AddSingleton<ConsentDeliberator>();
        services.AddRoiSource(configuration.Consent);
        services.AddSingleton<OutsideChoices>();
        services.AddSingleton<UploadReceiver>();
        services.AddSingleton<UploadDeliberator>();
        services.AddSingleton<UploadGate>();
        services.AddSingleton<UploadParts>();
        services.AddSingleton<UploadLearner>();
        services.AddSingleton<ListDeliberator>();
        services.AddSingleton<ListParts>();
        services.AddSingleton<ListGate>();
        services.AddSingleton<PartKeeper>();
        services.AddSingleton(new SpoolFolder(configuration.Storage.DataDirectory));
        services.AddSingleton<ClientAttributor>();
        services.AddSingleton<PermittedForward>();
        services.AddSingleton<SettledForward>();
        services.AddSingleton<VendorForwarder>();
        services.AddSingleton<VendorConnections>();
        services.AddSingleton<PermitTransformer>();
        services.AddSingleton<VendorCredentials>();
        services.AddSingleton<VendorEnvelopes>();
        services.AddSingleton<AnswerLearner>();
        services.AddSingleton<RoiCapture>();
        services.AddSingleton<OfflineDiverter>();
        services.AddSingleton<ItemDescription>();
        services.AddSingleton<ContentKeys>();
        services.AddSingleton<RepeatedForward>();
        services.AddSingleton<EnumerationWatch>();
        services.AddSingleton<LedgerEvidence>();
        services.AddSingleton<GateTelemetry>();
        services.AddSingleton<IntentSettlement>();
        services.AddSingleton<OpenForwardCount>();
        services.AddSingleton<Resubmitter>();
        services.AddSingleton<RequestExplainer>();
        services.AddSingleton<IDecisionPreview>(static provider => provider.GetRequiredService<RequestExplainer>());
        services.AddSingleton<IExplainer>(static provider => provider.GetRequiredService<RequestExplainer>());
        services.AddHttpForwarder();
        return new ConsentGatewayBuilder(services);
    }

    /// <summary>Keeps everything in the embedded storage.</summary>
    /// <param name="builder">The gateway.</param>
    /// <param name="storage">The open storage.</param>
    /// <param name="keys">The open key ring.</param>
    public static ConsentGatewayBuilder WithSqlite(this ConsentGatewayBuilder builder, SqliteStorage storage, KeyRing keys) =>
        builder.WithStorage(storage, keys);

    /// <summary>Keeps everything on a PostgreSQL server, which other replicas may use too.</summary>
    /// <param name="builder">The gateway.</param>
    /// <param name="storage">The open storage.</param>
    /// <param name="keys">The open key ring.</param>
    public static ConsentGatewayBuilder WithPostgres(this ConsentGatewayBuilder builder, PostgresStorage storage, KeyRing keys)
    {
        builder.Services
            .AddSingleton<IBootClock, BootClock>()
            .AddSingleton<IPermitTable>(storage.Permits)
            .AddSingleton<IReplicaTable>(storage.Replicas)
            .AddSingleton(storage.Replicas.Self)
            .AddSingleton<PermitDesk>()
            .AddSingleton<IReplicaListener, ReplicaListener>()
            .AddSingleton<ReplicaWatch>()
            .Replace(ServiceDescriptor.Singleton<IConsentFence, PermitFence>())

            // One day for all replicas.
            .Replace(ServiceDescriptor.Singleton(provider => new RoiCalendar(provider.GetRequiredService<GatewayOptions>(), storage.Clock)));
        return builder.WithStorage(storage, keys);
    }

    /// <summary>Before everything else: the framing of every call.</summary>
    public static void UseStrictFraming(this IApplicationBuilder app) => app.UseMiddleware<FramingMiddleware>();

    /// <summary>Before the gateway's own calls: their one spelling.</summary>
    public static void UseOwnPathSpelling(this IApplicationBuilder app) => app.UseMiddleware<OwnPathMiddleware>();

    /// <summary>The agency listener: gate first, vendor last.</summary>
    public static void UseConsentGate(this IApplicationBuilder app) => app.UseMiddleware<ConsentGateMiddleware>();

    /// <summary>The end of the agency listener's pipeline.</summary>
    public static void RunVendorForwarder(this IApplicationBuilder app)
    {
        VendorForwarder forwarder = app.ApplicationServices.GetRequiredService<VendorForwarder>();
        app.Run(forwarder.ForwardAsync);
    }

    private static ConsentGatewayBuilder WithStorage(this ConsentGatewayBuilder builder, IGatewayStorage storage, KeyRing keys)
    {
        builder.Services
            .AddSingleton<IKeyRing>(keys)
            .AddSingleton(keys)
            .AddSingleton<ItemSealer>()
            .AddSingleton(storage.Agencies)
            .AddSingleton<IConsentRegistry>(provider => new AnchoredRegistry(storage.Consent, provider.GetRequiredService<LedgerAnchor>()))
            .AddSingleton(storage.Documents)
            .AddSingleton(storage.Persons)
            .AddSingleton(storage.Separations)
            .AddSingleton(storage.Offline)
            .AddSingleton(storage.Waiting)
            .AddSingleton(storage.Ledger)
            .AddSingleton<IReadinessProbe>(provider => new StorageProbe(storage.FlushAsync, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(storage.Anchor)
            .AddSingleton(storage.KeptItems)
            .AddSingleton(storage.Log)
            .AddSingleton<ErasureLog>()
            .AddSingleton<OfflineCustodian>()
            .AddSingleton<AnchorSeal>()
            .AddSingleton<LedgerAnchor>()
            .AddHostedService<AnchorHeads>()
            .TryAddEnumerable(ServiceDescriptor.Singleton<IReadinessProbe, AnchorProbe>());
        return builder;
    }

    private static Vendor Compile(VendorOptions options, ProfileCatalog profiles) =>
        Vendor.Of(options, profiles)
            ?? throw new InvalidOperationException($"Vendors: '{options.Name}' names the profile '{options.Profile}', which is not there.");
}

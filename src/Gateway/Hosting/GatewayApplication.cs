using HmisGateway.AgencyApi;
using HmisGateway.Keys;
using HmisGateway.Management;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Profiles;
using HmisGateway.Storage;
using HmisGateway.Storage.Postgres;
using HmisGateway.Storage.Sqlite;
using HmisGateway.Telemetry;

namespace HmisGateway.Hosting;

/// <summary>The application of the gateway: what answers on its two listeners, and in which order.</summary>
internal static class GatewayApplication
{
    /// <summary>Puts it together; nothing listens yet.</summary>
    public static WebApplication Build(
        GatewayConfiguration configuration, HostRole role, IGatewayStorage storage, KeyRing keys, TimeProvider time)
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

        if (role == HostRole.Serve && configuration.Profile.ProfileDirectory is not null)
        {
            builder.Services.AddHostedService<ProfileWatch>();
        }

        builder.AddGatewayTelemetry();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(new RunningAs(role));
        ConsentGatewayBuilder gateway = builder.Services.AddConsentGateway(configuration);
        _ = storage switch
        {
            SqliteStorage sqlite => gateway.WithSqlite(sqlite, keys),
            PostgresStorage postgres => gateway.WithPostgres(postgres, keys),
            _ => throw new InvalidOperationException("A storage is embedded or on a server."),
        };
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => GatewayListeners.Listen(kestrel, configuration.Gateway, role));

        WebApplication application = builder.Build();
        UseGateway(application);
        return application;
    }

    // In the order of a request: framing first, on both listeners; what is not ours, the gate lets through or not.
    private static void UseGateway(WebApplication application)
    {
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
    }
}

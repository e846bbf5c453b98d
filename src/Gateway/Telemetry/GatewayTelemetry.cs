using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HmisGateway.Telemetry;

/// <summary>Metrics and traces: what is collected and where it goes.</summary>
internal static class GatewayTelemetry
{
    /// <summary>The variable that turns the OTLP export on; the exporter reads its other standard variables itself.</summary>
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] OwnMeters =
        [TelemetryNames.Policy, TelemetryNames.Consent, TelemetryNames.Queue, TelemetryNames.Audit, TelemetryNames.Upstream];

    /// <summary>
    /// Adds <see cref="GatewayMetrics"/>, the Prometheus exporter and, where <see cref="OtlpEndpoint"/> is set, the OTLP exporter.
    /// Of traces only the gateway's own spans are exported; the framework's print URLs. Needs an <see cref="Offline.IOfflineQueue"/>.
    /// </summary>
    public static void AddGatewayTelemetry(this IHostApplicationBuilder builder)
    {
        bool otlp = !string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpoint]);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<GatewayMetrics>();
        builder.Services.Replace(ServiceDescriptor.Singleton<DistributedContextPropagator, ClosedPropagator>());
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "hmis-gateway", serviceVersion: typeof(GatewayTelemetry).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(OwnMeters)
                    .AddMeter(FrameworkMetricViews.Meters)
                    .AddView(FrameworkMetricViews.Of)
                    // An exemplar carries the tags that a view removed.
                    .SetExemplarFilter(ExemplarFilterType.AlwaysOff)
                    .AddPrometheusExporter();
                if (otlp)
                {
                    metrics.AddOtlpExporter();
                }
            })
            .WithTracing(traces =>
            {
                if (otlp)
                {
                    traces.AddSource(GatewayActivity.SourceName).AddProcessor<SpanGuard>().AddOtlpExporter();
                }
            });
        builder.Services.AddHostedService<OfflineDepthPoller>();
    }

    /// <summary>Maps <c>/metrics</c>; for the management listener only.</summary>
    public static IEndpointConventionBuilder MapGatewayMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint("/metrics");
}

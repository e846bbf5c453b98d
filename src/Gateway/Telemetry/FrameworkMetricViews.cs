using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace HmisGateway.Telemetry;

/// <summary>
/// Which tags the metrics of the framework keep. A list of the permitted, so that a tag that a later version adds, or that a feature
/// fills from the request (paths, addresses of peers, operation keys), is not exported before somebody has looked at it.
/// </summary>
internal static class FrameworkMetricViews
{
    /// <summary>The meters that are exported beside the gateway's own.</summary>
    public static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http",
        "System.Runtime",
        "Polly",
    ];

    // http.route is the pattern that stands in the program, never the path. The method is a standard one or _OTHER.
    // server.address is not here: of a listener it can be what the caller wrote as Host.
    private static readonly FrozenSet<string> Permitted = FrozenSet.Create(
        StringComparer.Ordinal,
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "http.connection.state",
        "network.protocol.name",
        "network.protocol.version",
        "network.transport",
        "network.type",
        "tls.protocol.version",
        "server.port",
        "error.type",
        "exception.type",
        "cpu.mode",
        "gc.heap.generation",
        "event.name",
        "event.severity",
        "strategy.name",
        "pipeline.name");

    /// <summary>The series of one metric before the rest is counted together.</summary>
    /// <value>4,000: outcome, code, operation, kind and lock of <c>hmis.gateway.decisions</c> can make more than the default of 2,000.</value>
    public const int CardinalityLimit = 4_000;

    /// <summary>What is measured several times in each request and tells nothing that a duration or a count of the others does not.</summary>
    private static readonly FrozenSet<string> Dropped = FrozenSet.Create(
        StringComparer.Ordinal,
        "http.server.active_requests",
        "http.client.active_requests",
        "http.client.request.time_in_queue",
        "kestrel.queued_requests");

    /// <summary>The view of an instrument: as it is for the gateway's own, with permitted tags for all others.</summary>
    public static MetricStreamConfiguration Of(Instrument instrument) =>
        Dropped.Contains(instrument.Name) ? MetricStreamConfiguration.Drop
        : instrument.Meter.Name.StartsWith("HmisGateway.", StringComparison.Ordinal)
            ? new MetricStreamConfiguration { CardinalityLimit = CardinalityLimit }
            : new MetricStreamConfiguration { TagKeys = [.. Permitted] };
}

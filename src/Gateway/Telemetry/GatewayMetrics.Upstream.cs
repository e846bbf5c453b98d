using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace HmisGateway.Telemetry;

/// <content>Meter <c>HmisGateway.Upstream</c>.</content>
internal sealed partial class GatewayMetrics
{
    private readonly ConcurrentDictionary<string, UpstreamCircuit> _circuits = new(StringComparer.Ordinal);

    /// <summary>A vendor's circuit breaker is in this state from now on. Call it once at start with <see cref="UpstreamCircuit.Closed"/>.</summary>
    /// <param name="vendor">The configured name; it only tells the circuits apart and is not a tag.</param>
    /// <param name="state">The state.</param>
    public void CircuitChanged(string vendor, UpstreamCircuit state) => _circuits[vendor] = state;

    private void CreateUpstreamInstruments(Meter meter) => meter.CreateObservableUpDownCounter(
        "hmis.gateway.upstream.circuit.state", ObserveCircuits, "{circuit}", "Vendors whose circuit breaker is in this state.");

    private IEnumerable<Measurement<int>> ObserveCircuits()
    {
        foreach (UpstreamCircuit state in Enum.GetValues<UpstreamCircuit>())
        {
            int count = _circuits.Count(circuit => circuit.Value == state);
            yield return new Measurement<int>(count, new KeyValuePair<string, object?>(TelemetryNames.State, TelemetryNames.Of(state)));
        }
    }
}

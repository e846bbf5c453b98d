using System.Runtime.InteropServices;
using HmisGateway.Ledger;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Telemetry;

/// <summary>Counts what became durable in the ledger: the one place where recordings, reveals and decisions all come by.</summary>
internal sealed class LedgerTelemetry(GatewayMetrics metrics)
{
    private readonly Dictionary<string, long> _kinds = new(StringComparer.Ordinal);

    /// <summary>Counts the events of one commit. Runs on the writer's thread.</summary>
    public void Count(IReadOnlyList<LedgerEvent> evidence)
    {
        foreach (LedgerEvent one in evidence)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_kinds, one.Kind, out _)++;
            switch (one.Kind)
            {
                case LedgerEventKind.Revealed:
                    metrics.Revealed(ValueOf(one, "reason") ?? "");
                    break;
                case LedgerEventKind.RoiRecorded when ChoiceOf(one) is { } choice:
                    metrics.ConsentChanged(from: null, choice);
                    break;
                default:
                    break;
            }
        }

        foreach ((string kind, long count) in _kinds)
        {
            metrics.LedgerAppended(kind, count);
        }

        _kinds.Clear();
    }

    private static SharingChoice? ChoiceOf(LedgerEvent recorded)
    {
        string? choice = ValueOf(recorded, "choice");
        return Enum.GetValues<SharingChoice>().Where(one => one.ToWire() == choice).Select(static one => (SharingChoice?)one).FirstOrDefault();
    }

    private static string? ValueOf(LedgerEvent evidence, string name) =>
        evidence.Values.FirstOrDefault(value => value.Key == name).Value;
}

using System.Collections.Concurrent;
using System.Globalization;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Enumeration;

/// <summary>
/// Watches which client ids each agency is refused for without being told why. An agency that goes through the vendor's numbers learns one
/// bit for each; this makes it seen. It only alarms: no answer, and no path of a request, depends on it.
/// </summary>
/// <remarks>Kept in memory, and counted anew after a restart.</remarks>
internal sealed partial class EnumerationWatch(
    EnumerationAlarmOptions options, RoiCalendar calendar, ILedger ledger, GatewayMetrics metrics, ILogger<EnumerationWatch> logger)
{
    private readonly ConcurrentDictionary<string, RefusedIds> _agencies = new(StringComparer.Ordinal);

    /// <summary>A request was refused as <c>consent_not_confirmed</c>. Every id that it refers to counts, whichever caused it.</summary>
    public void Refused(string agencyId, Deliberation deliberation)
    {
        if (deliberation.Attribution is not { } attribution)
        {
            return;
        }

        DateOnly today = calendar.Today;
        RefusedIds ids = _agencies.GetOrAdd(agencyId, static (_, day) => new RefusedIds(day), today);
        if (ids.Day != today)
        {
            ids = _agencies[agencyId] = new RefusedIds(today);
        }

        for (int i = 0; i < attribution.Asked.Length; i++)
        {
            IReadOnlyList<ClientReference> references = attribution.Records[i].Record.References;
            for (int j = 0; j < references.Count; j++)
            {
                if (references[j].Role == ReferenceRole.Refers)
                {
                    Add(agencyId, ids, attribution.Asked[i].References[j].Hash, references[j].Value);
                }
            }
        }
    }

    private void Add(string agencyId, RefusedIds ids, UInt128 hash, string value)
    {
        long? number = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long parsed) ? parsed : null;
        EnumerationAlarm? alarm;
        int count;
        lock (ids)
        {
            alarm = ids.Add(hash, number, options);
            count = ids.Count;
        }

        if (alarm is { } raised)
        {
            string name = TelemetryNames.Of(raised);
            metrics.EnumerationSuspected(raised);
            ledger.AppendSoon(new LedgerEvent(
                LedgerEventKind.EnumerationSuspected,
                [new("agency", agencyId), new("alarm", name), new("count", count.ToString(CultureInfo.InvariantCulture))]));
            LogSuspected(logger, agencyId, count, name);
        }
    }

    [LoggerMessage(1040, LogLevel.Warning, "Agency {AgencyId} was refused for {Count} different client ids today ({Alarm}): its software may be trying ids out.")]
    private static partial void LogSuspected(ILogger logger, string agencyId, int count, string alarm);
}

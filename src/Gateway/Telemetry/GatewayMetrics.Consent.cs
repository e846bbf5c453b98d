using System.Diagnostics;
using System.Diagnostics.Metrics;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Telemetry;

/// <content>Meter <c>HmisGateway.Consent</c>.</content>
internal sealed partial class GatewayMetrics
{
    private readonly Counter<long> _lookups;
    private readonly Histogram<double> _lookupDuration;
    private readonly Counter<long> _consentChanges;
    private readonly Histogram<double> _roiSource;

    /// <summary>The registry was asked about the references of a request.</summary>
    public void ConsentLookedUp(ConsentLookupResult result, TimeSpan elapsed)
    {
        KeyValuePair<string, object?> tag = new(TelemetryNames.Result, TelemetryNames.Of(result));
        _lookups.Add(1, tag);
        _lookupDuration.Record(elapsed.TotalSeconds, tag);
    }

    /// <summary>The outside source of ROIs was asked about clients of a request.</summary>
    public void RoiSourceAsked(bool isAnswered, TimeSpan elapsed) => _roiSource.Record(
        elapsed.TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.Result, isAnswered ? TelemetryNames.Answered : TelemetryNames.Unavailable));

    /// <summary>A ROI was recorded.</summary>
    /// <param name="from">The agency's current choice before; null when nothing was on file or it was not looked up.</param>
    /// <param name="to">The choice recorded.</param>
    public void ConsentChanged(SharingChoice? from, SharingChoice to)
    {
        TagList tags = new()
        {
            { TelemetryNames.From, from?.ToWire() ?? TelemetryNames.Unknown },
            { TelemetryNames.To, to.ToWire() },
        };
        _consentChanges.Add(1, tags);
    }

    private static void CreateConsentInstruments(
        Meter meter, out Counter<long> lookups, out Histogram<double> duration, out Counter<long> changes, out Histogram<double> source)
    {
        lookups = meter.CreateCounter<long>("hmis.gateway.consent.lookups", "{lookup}", "Looks into the registry.");
        duration = meter.CreateHistogram(
            "hmis.gateway.consent.lookup.duration", "s", "Time of one look into the registry.", tags: null, OwnWork);
        changes = meter.CreateCounter<long>("hmis.gateway.consent.changes", "{change}", "Recorded ROIs.");
        source = meter.CreateHistogram<double>("hmis.gateway.roi_source.duration", "s", "Time of one question to the outside source of ROIs.");
    }
}

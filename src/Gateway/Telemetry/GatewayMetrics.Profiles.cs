using System.Diagnostics.Metrics;

namespace HmisGateway.Telemetry;

/// <content>Meter <c>HmisGateway.Policy</c>: profiles that are loaded anew.</content>
internal sealed partial class GatewayMetrics
{
    private readonly Counter<long> _reloads;
    private readonly Gauge<int> _profiles;

    /// <summary>The profile files were looked at while the gateway runs.</summary>
    public void ProfilesReloaded(ProfileReloadResult result)
    {
        _reloads.Add(1, ReloadTag(result));
        _profiles.Record(result is ProfileReloadResult.Loaded or ProfileReloadResult.Unchanged ? 1 : 0);
    }

    private static KeyValuePair<string, object?> ReloadTag(ProfileReloadResult result) => new(TelemetryNames.Result, TelemetryNames.Of(result));

    private static void CreateProfileInstruments(Meter meter, out Counter<long> reloads, out Gauge<int> profiles)
    {
        reloads = meter.CreateCounter<long>("hmis.gateway.profiles.reloads", "{reload}", "Looks at changed profile files while the gateway runs.");
        profiles = meter.CreateGauge<int>(
            "hmis.gateway.profiles.current", "1", "1 while the profiles in force are those of the files, 0 while changed files cannot be used.");
    }

    private void PublishProfileZeros()
    {
        _reloads.Add(0, ReloadTag(ProfileReloadResult.Refused));
        _reloads.Add(0, ReloadTag(ProfileReloadResult.Failed));
        _profiles.Record(1);
    }
}

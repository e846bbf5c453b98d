namespace HmisGateway.Management;

/// <summary>Asks every readiness probe, all at the same time.</summary>
internal sealed partial class Readiness(
    IEnumerable<IReadinessProbe> probes,
    IEnumerable<IReadinessNote> notes,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<Readiness> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly IReadinessProbe[] _probes = [.. probes];
    private readonly IReadinessNote[] _notes = [.. notes];

    /// <summary>True once the gateway has started.</summary>
    public bool HasStarted => lifetime.ApplicationStarted.IsCancellationRequested;

    /// <summary>Whether the gateway can keep its promises now.</summary>
    public async Task<HealthReport> AskAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return new HealthReport("stopping");
        }

        bool[] answers = await Task.WhenAll(_probes.Select(probe => AskAsync(probe, cancellationToken)));
        SortedDictionary<string, string> checks = new(StringComparer.Ordinal);
        for (int index = 0; index < _probes.Length; index++)
        {
            checks[_probes[index].Name] = answers[index] ? "ok" : "failed";
        }

        foreach (IReadinessNote note in _notes)
        {
            checks[note.Name] = note.State;
        }

        return new HealthReport(Array.TrueForAll(answers, static ok => ok) && HasStarted ? "ready" : "not_ready", checks);
    }

    private async Task<bool> AskAsync(IReadinessProbe probe, CancellationToken cancellationToken)
    {
        try
        {
            return await probe.IsReadyAsync(cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            NotReady(probe.Name, fault.GetType().Name);
            return false;
        }
    }

    [LoggerMessage(1700, LogLevel.Warning, "Not ready: {Probe} failed with {Fault}.")]
    private partial void NotReady(string probe, string fault);
}

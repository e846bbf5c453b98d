using System.Collections.Concurrent;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Writing;

/// <summary>Ledger events that nobody waits for. They go along with the next commit, or cause one after a short while.</summary>
internal sealed class WriterOutcomes : IAsyncDisposable
{
    private const int MaxKept = 100_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<LedgerEvent> _added = new();
    private readonly List<LedgerEvent> _taken = [];
    private readonly ITimer _timer;
    private int _isTimerSet;
    private long _dropped;

    /// <summary>Creates it with what wakes the writer.</summary>
    public WriterOutcomes(TimeProvider time, Action wake) => _timer = time.CreateTimer(
        _ =>
        {
            Volatile.Write(ref _isTimerSet, 0);
            wake();
        },
        state: null,
        Timeout.InfiniteTimeSpan,
        Timeout.InfiniteTimeSpan);

    /// <summary>Events given up because the storage refused them for long.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>True when events wait, those included that could not be committed before. For the writer only.</summary>
    public bool HasAny => _taken.Count > 0 || !_added.IsEmpty;

    public void Add(LedgerEvent evidence)
    {
        _added.Enqueue(evidence);
        if (Interlocked.Exchange(ref _isTimerSet, 1) == 0)
        {
            _timer.Change(s_patience, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Adds all events to a group that is about to be committed; called by the writer only, as <see cref="Forget"/> is.</summary>
    public void CopyTo(List<LedgerEvent> evidence)
    {
        while (_added.TryDequeue(out LedgerEvent? added))
        {
            _taken.Add(added);
        }

        if (_taken.Count > MaxKept)
        {
            Interlocked.Add(ref _dropped, _taken.Count - MaxKept);
            _taken.RemoveRange(0, _taken.Count - MaxKept);
        }

        evidence.AddRange(_taken);
    }

    /// <summary>Forgets what was copied, after the commit.</summary>
    public void Forget() => _taken.Clear();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}

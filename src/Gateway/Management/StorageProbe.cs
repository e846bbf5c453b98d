namespace HmisGateway.Management;

/// <summary>The storage can be written: one small commit, at most once in a second. It turns true again by itself once the disk takes writes.</summary>
/// <param name="write">Writes and waits until it is durable; fails when the disk takes nothing.</param>
/// <param name="time">The clock.</param>
internal sealed class StorageProbe(Func<CancellationToken, ValueTask> write, TimeProvider time) : IReadinessProbe
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private Task? _asked;
    private long _askedAt;

    /// <inheritdoc/>
    public string Name => "storage";

    /// <inheritdoc/>
    public async ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        await Ask().WaitAsync(cancellationToken);
        return true;
    }

    /// <summary>Everybody who asks within a second gets one answer: a health check must not become load on the disk.</summary>
    private Task Ask()
    {
        lock (_gate)
        {
            if (_asked is null || (_asked.IsCompleted && time.GetElapsedTime(_askedAt) >= Fresh))
            {
                _askedAt = time.GetTimestamp();
                _asked = write(CancellationToken.None).AsTask();
            }

            return _asked;
        }
    }
}

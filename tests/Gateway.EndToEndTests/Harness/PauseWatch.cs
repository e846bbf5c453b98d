namespace HmisGateway.EndToEndTests.Harness;

/// <summary>The system's time, that tells when somebody waits as a forward waits before a closed fence: 10 milliseconds.</summary>
public sealed class PauseWatch : TimeProvider
{
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Paused => _paused.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == TimeSpan.FromMilliseconds(10))
        {
            _paused.TrySetResult();
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }
}

using HmisGateway.Storage;

namespace HmisGateway.Hosting;

/// <summary>A clock whose times are as precise as those that are kept, so that what was answered once reads the same later.</summary>
/// <param name="inner">The clock that it follows.</param>
internal sealed class MicrosecondClock(TimeProvider inner) : TimeProvider
{
    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => StoredTime.Of(inner.GetUtcNow());

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}

namespace HmisGateway.Storage;

/// <summary>The precision of the times that are kept: whole microseconds, in every storage.</summary>
internal static class StoredTime
{
    /// <summary>The time as it is kept, in UTC: rounded down, so that it is never later than it was.</summary>
    public static DateTimeOffset Of(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

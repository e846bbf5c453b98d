using HmisGateway.Consent.Permits;

namespace HmisGateway.Storage.Postgres;

/// <summary>
/// The time of the server, which is one for all replicas: by it days begin, and choices end. Between two looks at the server it goes on by a clock that is
/// never set. To the microsecond, as times are kept.
/// </summary>
internal sealed class PostgresClock(IBootClock clock) : TimeProvider
{
    /// <summary>Reads the server's clock.</summary>
    public static readonly PostgresSql Read = new("SELECT clock_timestamp()");

    private Look? _last;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() =>
        Volatile.Read(ref _last) is { } last ? StoredTime.Of(last.Server + (clock.Now - last.At)) : throw new InvalidOperationException("The server's clock was not read yet.");

    /// <summary>The moment before the server is asked: what it answers then is not earlier.</summary>
    public TimeSpan Before() => clock.Now;

    /// <summary>Takes over what the server answered.</summary>
    /// <param name="server">Its time.</param>
    /// <param name="before">What <see cref="Before"/> was.</param>
    public void Take(DateTimeOffset server, TimeSpan before) => Volatile.Write(ref _last, new Look(server, before));

    private sealed record Look(DateTimeOffset Server, TimeSpan At);
}

using HmisGateway.Hosting;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>The days of the gateway: what today is, and which instants a day covers, in <see cref="GatewayOptions.TimeZone"/>.</summary>
internal sealed class RoiCalendar(GatewayOptions options, TimeProvider time)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone);

    /// <summary>The instant now.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The day now.</summary>
    public DateOnly Today => DayOf(time.GetUtcNow());

    /// <summary>The day of an instant.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, _zone).DateTime);

    /// <summary>Some moment of a day: from its first instant to its last.</summary>
    public SigningMoment MomentOf(DateOnly day) => new(StartOf(day), StartOf(day.AddDays(1)).AddMicroseconds(-1));

    /// <summary>The first instant of a day; where the clocks skip midnight, the instant at which they do.</summary>
    private DateTimeOffset StartOf(DateOnly day)
    {
        DateTime midnight = day.ToDateTime(TimeOnly.MinValue);
        if (_zone.IsAmbiguousTime(midnight))
        {
            return new DateTimeOffset(midnight, _zone.GetAmbiguousTimeOffsets(midnight).Max()).ToUniversalTime();
        }

        TimeSpan offset = _zone.IsInvalidTime(midnight) ? _zone.GetUtcOffset(midnight.AddHours(-3)) : _zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}

using HmisGateway.Hosting;
using Microsoft.Extensions.Options;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>Which day it is, in the gateway's time zone.</summary>
internal sealed class GatewayCalendar(TimeProvider time, IOptions<GatewayOptions> options)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);

    /// <summary>Today.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), _zone).DateTime);
}

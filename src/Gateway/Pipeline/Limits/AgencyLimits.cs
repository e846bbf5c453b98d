using System.Threading.RateLimiting;
using HmisGateway.Hosting;

namespace HmisGateway.Pipeline.Limits;

/// <summary>The limits of each agency. A request that is over them is answered <c>429</c> before its body is read; nothing waits.</summary>
internal sealed class AgencyLimits : IDisposable
{
    /// <summary>When to try again where the limiter cannot tell.</summary>
    public static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    private const int PeriodsPerSecond = 10;

    private readonly PartitionedRateLimiter<string> _limiter;

    /// <summary>Creates the limits.</summary>
    public AgencyLimits(LimitsOptions options) => _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<string, string>(agencyId => Concurrency(agencyId, options.ConcurrentRequests), StringComparer.Ordinal),
        PartitionedRateLimiter.Create<string, string>(agencyId => Rate(agencyId, options.RequestsPerSecond), StringComparer.Ordinal));

    /// <summary>Takes one request in. Dispose the lease when the request has ended.</summary>
    public RateLimitLease Acquire(string agencyId) => _limiter.AttemptAcquire(agencyId);

    /// <summary>When a refused request may come again.</summary>
    public static TimeSpan RetryAfter(RateLimitLease refused) =>
        refused.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) && after > DefaultRetryAfter ? after : DefaultRetryAfter;

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private static RateLimitPartition<string> Concurrency(string agencyId, int limit) => limit == 0
        ? RateLimitPartition.GetNoLimiter(agencyId)
        : RateLimitPartition.GetConcurrencyLimiter(agencyId, _ => new ConcurrencyLimiterOptions { PermitLimit = limit });

    private static RateLimitPartition<string> Rate(string agencyId, int limit) => limit == 0
        ? RateLimitPartition.GetNoLimiter(agencyId)
        : RateLimitPartition.GetTokenBucketLimiter(agencyId, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit,
            TokensPerPeriod = Math.Max(1, limit / PeriodsPerSecond),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1) * Math.Max(1, limit / PeriodsPerSecond) / limit,
        });
}

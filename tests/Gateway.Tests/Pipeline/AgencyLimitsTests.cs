using System.Threading.RateLimiting;
using HmisGateway.Hosting;
using HmisGateway.Pipeline.Limits;

namespace HmisGateway.Tests.Pipeline;

public sealed class AgencyLimitsTests
{
    [Fact]
    public void A_second_of_requests_is_taken_at_once_and_the_next_is_told_when_to_come_again()
    {
        using AgencyLimits limits = new(new LimitsOptions { RequestsPerSecond = 5, ConcurrentRequests = 0 });
        for (int i = 0; i < 5; i++)
        {
            using RateLimitLease taken = limits.Acquire("a");
            taken.IsAcquired.ShouldBeTrue();
        }

        using RateLimitLease refused = limits.Acquire("a");
        using RateLimitLease other = limits.Acquire("b");

        refused.IsAcquired.ShouldBeFalse();
        AgencyLimits.RetryAfter(refused).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        other.IsAcquired.ShouldBeTrue();
    }

    [Fact]
    public void A_request_that_has_ended_makes_room()
    {
        using AgencyLimits limits = new(new LimitsOptions { RequestsPerSecond = 0, ConcurrentRequests = 1 });
        using (RateLimitLease taken = limits.Acquire("a"))
        {
            taken.IsAcquired.ShouldBeTrue();
            using RateLimitLease refused = limits.Acquire("a");
            refused.IsAcquired.ShouldBeFalse();
        }

        using RateLimitLease next = limits.Acquire("a");
        next.IsAcquired.ShouldBeTrue();
    }
}

using Microsoft.AspNetCore.Http.HttpResults;

namespace HmisGateway.Management;

/// <summary>The health endpoints; they need no token and tell nothing about anybody.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps <c>/health/startup</c>, <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder health = endpoints.MapGroup("/health").OnManagementListenerOnly();
        health.MapGet("/startup", static (Readiness readiness) =>
            readiness.HasStarted ? Answer(new HealthReport("started"), isGood: true) : Answer(new HealthReport("starting"), isGood: false));
        health.MapGet("/live", static () => Answer(new HealthReport("alive"), isGood: true));
        health.MapGet("/ready", static async (Readiness readiness, CancellationToken cancellationToken) =>
        {
            HealthReport report = await readiness.AskAsync(cancellationToken);
            return Answer(report, report.Status == "ready");
        });
    }

    private static JsonHttpResult<HealthReport> Answer(HealthReport report, bool isGood) =>
        TypedResults.Json(
            report, ManagementJson.Default.HealthReport, statusCode: isGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}

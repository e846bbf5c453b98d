using System.Threading.RateLimiting;
using HmisGateway.Agencies;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Limits;

namespace HmisGateway.AgencyApi;

/// <summary>What every endpoint of the agency API has around it: the agency is known first, and no fault shows its inside.</summary>
internal static partial class AgencyApiEndpoint
{
    /// <summary>Maps an endpoint.</summary>
    public static void MapAgencyCall(this IEndpointRouteBuilder endpoints, string method, string pattern, Func<AgencyCall, Task> answer) =>
        endpoints.MapMethods(pattern, [method], context => AnswerAsync(context, answer));

    /// <summary>Maps what answers every path that is not mapped otherwise.</summary>
    public static void MapAgencyFallback(this IEndpointRouteBuilder endpoints, string pattern) =>
        endpoints.Map(pattern, context => AnswerAsync(context, static call => call.AnswerAsync(Problems.NotFound())));

    private static async Task AnswerAsync(HttpContext context, Func<AgencyCall, Task> answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            if (context.RequestServices.GetRequiredService<AgencyAuthentication>().Authenticate(context) is not { } agency)
            {
                await ProblemWriter.WriteAsync(context, Problems.Unauthenticated(), context.RequestAborted);
                return;
            }

            using RateLimitLease lease = context.RequestServices.GetRequiredService<AgencyLimits>().Acquire(agency.Id);
            if (!lease.IsAcquired)
            {
                await ProblemWriter.WriteAsync(context, Problems.TooManyRequests(AgencyLimits.RetryAfter(lease)), context.RequestAborted);
                return;
            }

            await answer(new AgencyCall(context, agency));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted && fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await ProblemWriter.WriteAsync(context, Problems.PayloadTooLarge(), context.RequestAborted);
        }
        catch (Exception fault) when (fault is not BadHttpRequestException && !context.Response.HasStarted)
        {
            ILoggerFactory loggers = context.RequestServices.GetRequiredService<ILoggerFactory>();
            LogFault(loggers.CreateLogger(typeof(AgencyApiEndpoint)), fault.GetType().Name);
            await ProblemWriter.WriteAsync(context, Problems.NotPreserved(), context.RequestAborted);
        }
    }

    // The type only: messages of storage and JSON may hold what somebody typed.
    [LoggerMessage(EventId = 5401, Level = LogLevel.Error, Message = "A call of the agency API failed with {FaultType}; it was answered 503.")]
    private static partial void LogFault(ILogger logger, string faultType);
}

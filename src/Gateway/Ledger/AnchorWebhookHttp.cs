using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace HmisGateway.Ledger;

/// <summary>
/// How the endpoint of an anchor is called: no redirects, no proxy, no cookies, no trace context; up to three attempts, each with a third of
/// the time, behind a circuit breaker. An attempt may be repeated because a line that is sent twice counts once.
/// </summary>
internal static class AnchorWebhookHttp
{
    private const int Attempts = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Creates a client; the caller disposes of it.</summary>
    /// <param name="timeout">How long a call may take until the head of its answer, all attempts together.</param>
    public static HttpClient Create(TimeSpan timeout) =>
        new(new ResilienceHandler(Pipeline(timeout)) { InnerHandler = Connections() }, disposeHandler: true) { Timeout = timeout };

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(TimeSpan timeout) => new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = Attempts - 1,
            Delay = FirstPause,

            // Somebody waits for the answer.
            ShouldRetryAfterHeader = false,
        })
        .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            FailureRatio = 0.9,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(5),
        })
        .AddTimeout(timeout / Attempts)
        .Build();

    private static SocketsHttpHandler Connections() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PreAuthenticate = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}

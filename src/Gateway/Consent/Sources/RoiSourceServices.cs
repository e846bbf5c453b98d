using HmisGateway.Hosting;
using Microsoft.Extensions.Http.Resilience;

namespace HmisGateway.Consent.Sources;

/// <summary>Which services ask an outside source.</summary>
internal static class RoiSourceServices
{
    private const int Retries = 2;
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(100);

    /// <summary>Adds the configured source, if it is an outside one, and what takes over its forms.</summary>
    public static IServiceCollection AddRoiSource(this IServiceCollection services, ConsentOptions options)
    {
        services.AddSingleton<RoiSynchronizer>();
        if (options.Source == RoiSourceKind.Registry)
        {
            return services;
        }

        services.AddSingleton<RoiSourceCaller>();
        services.AddHttpClient(RoiSourceCaller.ClientName, client =>
            {
                // Time is limited by the strategies below.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = RoiSourceCaller.MostBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PreAuthenticate = false,
                ActivityHeadersPropagator = null,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .RemoveAllLoggers()
            .AddStandardResilienceHandler(resilience => Configure(resilience, options.Timeout));
        return options.Source == RoiSourceKind.Http
            ? services.AddSingleton<IRoiSource, HttpRoiSource>()
            : services.AddSingleton<FhirConsentReader>().AddSingleton<IRoiSource, FhirRoiSource>();
    }

    /// <summary>A question changes nothing at the source, so that it may be repeated, though it is a POST.</summary>
    private static void Configure(HttpStandardResilienceOptions resilience, TimeSpan timeout)
    {
        TimeSpan attempt = timeout / (Retries + 1);
        resilience.TotalRequestTimeout.Timeout = timeout;
        resilience.AttemptTimeout.Timeout = attempt;
        resilience.Retry.MaxRetryAttempts = Retries;
        resilience.Retry.Delay = s_delay;
        resilience.CircuitBreaker.SamplingDuration = TimeSpan.FromTicks(Math.Max(2 * attempt.Ticks, TimeSpan.TicksPerSecond * 10));
        resilience.CircuitBreaker.MinimumThroughput = 20;
        resilience.CircuitBreaker.FailureRatio = 0.9;
        resilience.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(2);
    }
}

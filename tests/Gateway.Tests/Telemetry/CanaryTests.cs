using System.Text;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Policy.Profiles;
using HmisGateway.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HmisGateway.Tests.Telemetry;

/// <summary>Marked values are pushed through everything that logs, counts and traces; none may come out.</summary>
public sealed class CanaryTests
{
    // Put together at run time: a literal of the program would count as a message template.
    private static readonly string Canary = string.Join("", "Canary", 7, "Zq");

    private const string TraceId = "c0ffee00c0ffee00c0ffee00c0ffee00";

    [Fact]
    public async Task No_marked_value_comes_out_of_logs_metrics_or_otlp()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        LogLines log = new();
        await using OtlpCollector collector = await OtlpCollector.StartAsync(cancellationToken);
        WebApplication app = Build(log, collector.Address);
        await app.StartAsync(cancellationToken);
        string metrics;
        try
        {
            using HttpClient client = new() { BaseAddress = new Uri(app.Urls.First()) };
            foreach (string path in new[] { "log", "throw", "missing" })
            {
                using HttpRequestMessage request = Request($"/{path}/{Canary}?ssn={Canary}");
                using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
            }

            using HttpRequestMessage odd = Request($"/log/{Canary}");
            odd.Method = new HttpMethod(Canary);
            using HttpResponseMessage ignored = await client.SendAsync(odd, cancellationToken);
            metrics = await client.GetStringAsync("/metrics", cancellationToken);
        }
        finally
        {
            // Stopping flushes the OTLP exporters.
            await app.DisposeAsync();
        }

        string lines = log.ToString();
        byte[] exported = collector.Received();

        // The events that hold the values were raised, so their absence means something.
        lines.ShouldContain("Request starting {Protocol} {Method} {Scheme}://{Host}{PathBase}{Path}{QueryString}");
        lines.ShouldContain("Sending HTTP request {HttpMethod} {Uri}");
        lines.ShouldContain("own event {Count}");
        lines.ShouldContain("\"Count\":42");
        lines.ShouldContain("text left out");
        lines.ShouldContain("System.InvalidOperationException");
        lines.ShouldContain("System.FormatException");
        foreach (string level in new[] { "Verbose", "Debug", "Warning", "Error", "Fatal" })
        {
            lines.ShouldContain($"\"@l\":\"{level}\"");
        }

        metrics.ShouldContain("hmis_gateway_decisions_total");
        metrics.ShouldContain("hmis_gateway_decision_duration_seconds_bucket");
        metrics.ShouldContain("le=\"0.00025\"");
        metrics.ShouldContain("http_server_request_duration_seconds");
        metrics.ShouldContain("http_client_request_duration_seconds");
        Contains(exported, "hmis.gateway.decisions").ShouldBeTrue();
        Contains(exported, "gate").ShouldBeTrue();
        Contains(exported, "divert").ShouldBeTrue();

        lines.Split('\n').Where(line => line.Contains(Canary, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        metrics.ShouldNotContain(Canary, Case.Insensitive);
        Contains(exported, Canary).ShouldBeFalse();
        lines.ShouldNotContain(TraceId);
        Contains(exported, TraceId).ShouldBeFalse();
        exported.AsSpan().IndexOf(Convert.FromHexString(TraceId)).ShouldBe(-1);
        Contains(exported, "raw span").ShouldBeFalse();
        Contains(exported, "not allowed").ShouldBeFalse();
    }

    private static WebApplication Build(LogLines log, string otlp)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Logging:Level"] = "Trace",
            ["Logging:FrameworkLevel"] = "Trace",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddGatewayLogging(log);
        builder.Services.AddSingleton<HmisGateway.Offline.IOfflineQueue, FixedDepthQueue>();
        builder.AddGatewayTelemetry();
        builder.Services.AddHttpClient();
        WebApplication app = builder.Build();
        app.MapGatewayMetrics();
        app.Use(async (context, next) =>
        {
            using System.Diagnostics.Activity? gate = GatewayActivity.StartGate();
            await next(context);
            gate.SetDecision(DecisionOutcome.Diverted, ProblemCode.NoSharing, Operation.Create, RecordKind.Client, locked: true);
        });
        app.Map("/log/{id}", LogEverythingAsync);
        app.Map("/throw/{id}", _ => throw new InvalidOperationException($"bad {Canary}", new FormatException(Canary)));
        return app;
    }

#pragma warning disable CA1848, CA1873, CA2253, CA2254 // it logs in every way that a library could, also in those that this house does not
    private static async Task LogEverythingAsync(
        HttpContext context, ILoggerFactory loggers, GatewayMetrics metrics, IHttpClientFactory clients)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        AggregateException fault = new(Thrown(id), new IOException(id));
        foreach (string category in new[] { "Vendor.Library", "HmisGateway.Pipeline.Gate", "HmisGatewayed" })
        {
            ILogger logger = loggers.CreateLogger(category);
            using IDisposable? scope = logger.BeginScope(new Dictionary<string, object> { ["Client"] = id, ["RequestPath"] = id });
            using IDisposable? text = logger.BeginScope("about {Client}", id);
            for (LogLevel level = LogLevel.Trace; level <= LogLevel.Critical; level++)
            {
                logger.Log(level, new EventId(7, id), fault, "own event {Count}", 42);
                logger.Log(level, $"put together {id}");
                logger.Log(level, default, id, fault, (state, _) => state);
                logger.Log(level, "paths {Path} {RequestPath} {Url} {@Thing}", id, id, id, new { Name = id });
            }

            if (category == "Vendor.Library")
            {
                logger.LogError("names {Name} {0}", id, id);
            }
        }

        metrics.Decided(DecisionOutcome.Diverted, ProblemCode.NoSharing, Operation.Create, RecordKind.Client, locked: true, TimeSpan.FromMicroseconds(120));
        metrics.UnmappedRequest(context.Request.Method);
        metrics.Revealed(id);
        metrics.LedgerAppended(id);
        using (System.Diagnostics.Activity? span = GatewayActivity.StartDivert())
        {
            span.ShouldNotBeNull();
        }

        using (System.Diagnostics.Activity? span = GatewayActivity.StartForward())
        {
            span!.DisplayName = "raw span";
            span.SetTag("not allowed", id);
        }

        using HttpClient client = clients.CreateClient("vendor");
        string self = $"http://127.0.0.1:{context.Connection.LocalPort}/nowhere/{id}?q={id}";
        using HttpResponseMessage response = await client.GetAsync(new Uri(self), context.RequestAborted);
    }

#pragma warning restore CA1848, CA1873, CA2253, CA2254

    private static ArgumentException Thrown(string id)
    {
        try
        {
            throw new ArgumentException($"no {id}", id);
        }
        catch (ArgumentException exception)
        {
            exception.Data["client"] = id;
            return exception;
        }
    }

    private static HttpRequestMessage Request(string target)
    {
        HttpRequestMessage request = new(HttpMethod.Post, target) { Content = new StringContent($"{{\"name\":\"{Canary}\"}}") };
        request.Headers.Add("traceparent", $"00-{TraceId}-c0ffee00c0ffee00-01");
        request.Headers.Add("tracestate", $"vendor={Canary}");
        request.Headers.Add("baggage", $"client={Canary}");
        request.Headers.Add("Request-Id", Canary);
        request.Headers.Add("Correlation-Context", $"client={Canary}");
        request.Headers.Add("Hmis-Gateway-Client", Canary);
        request.Headers.UserAgent.ParseAdd(Canary);
        request.Headers.Host = $"{Canary}.example.org";
        return request;
    }

    private static bool Contains(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}

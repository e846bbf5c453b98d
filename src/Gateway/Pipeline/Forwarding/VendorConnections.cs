using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using HmisGateway.Consent;
using HmisGateway.Faults;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Telemetry;
using Polly;
using Polly.CircuitBreaker;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>
/// The connections to the vendors: HTTP/1.1, no redirects, no proxy, no cookies, no decompression, no trace context. Nothing
/// here can repeat a request: the only resilience strategy is a circuit breaker around connecting, which no request sees.
/// </summary>
internal sealed class VendorConnections(GatewayMetrics metrics, IConsentFence fence, FenceOptions options, TimeProvider time) : IDisposable
{
    private const int MaxAnswerHeadersKilobytes = 64;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<(string Vendor, string AgencyId), HttpMessageInvoker> _invokers = new();
    private readonly ConcurrentDictionary<string, ResiliencePipeline> _circuits = new(StringComparer.Ordinal);

    /// <summary>
    /// The invoker for the requests of one agency to a vendor. Agencies share no connections: whatever a vendor sends too late or too much, no
    /// other agency reads it as its answer. They share the circuit.
    /// </summary>
    /// <param name="vendor">The vendor.</param>
    /// <param name="agencyId">Whose request it is.</param>
    public HttpMessageInvoker For(Vendor vendor, string agencyId) =>
        _invokers.GetOrAdd((vendor.Name, agencyId), static (key, self) => self.Create(key.Vendor), this);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (HttpMessageInvoker invoker in _invokers.Values)
        {
            invoker.Dispose();
        }
    }

    private HttpMessageInvoker Create(string vendor)
    {
        ResiliencePipeline connecting = _circuits.GetOrAdd(vendor, CreateCircuit);
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = false,
            PreAuthenticate = false,
            MaxResponseHeadersLength = MaxAnswerHeadersKilobytes,

            // An answer that is not read to its end takes its connection with it.
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            ConnectTimeout = ConnectTimeout + ConnectTimeout,
            ConnectCallback = (context, cancellationToken) => connecting.ExecuteAsync(ConnectAsync, context, cancellationToken),
        };
        return new HttpMessageInvoker(new SendOnceHandler(handler));
    }

    private ResiliencePipeline CreateCircuit(string vendor)
    {
        ResiliencePipelineBuilder pipeline = new() { TimeProvider = time };
        pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            Name = "vendor-connect",
            FailureRatio = 0.9,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(5),
            ShouldHandle = static outcome => ValueTask.FromResult(ForwardFailure.NothingWasSent(outcome.Outcome.Exception)),
            OnOpened = _ => Tell(vendor, UpstreamCircuit.Open),
            OnHalfOpened = _ => Tell(vendor, UpstreamCircuit.HalfOpen),
            OnClosed = _ => Tell(vendor, UpstreamCircuit.Closed),
        });
        metrics.CircuitChanged(vendor, UpstreamCircuit.Closed);
        return pipeline.Build();
    }

    private ValueTask Tell(string vendor, UpstreamCircuit state)
    {
        metrics.CircuitChanged(vendor, state);
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        // Linger 0: when this process dies, the kernel drops what it has not sent yet instead of delivering it.
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(enable: true, seconds: 0) };
        try
        {
            using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(ConnectTimeout);
            FaultPoint.Pass(FaultOperation.VendorConnect);
            await socket.ConnectAsync(context.DnsEndPoint, timeout.Token);
            if (fence.HasDeadlines)
            {
                // What a vendor does not take is dropped by the kernel, even if this process is stopped.
                TcpUserTimeout.Set(socket, options.PermitLifetime - options.Margin);
            }

            DeadlineStream stream = new(socket, isTls: context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps);
            return FaultPoint.IsObserved ? new FaultPointStream(stream) : stream;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw new VendorUnreachableException("No connection to the vendor.", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

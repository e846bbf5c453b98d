using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HmisGateway.Sandbox;

/// <summary>
/// A simulated HMIS vendor on the loopback interface, HTTP/1.1. It keeps every request exactly as it came, shows them on
/// <c>GET /</c> and <c>GET /received</c>, and forgets them on <c>DELETE /received</c>; those three are not kept themselves.
/// </summary>
internal sealed class SimulatedVendor : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ReceivedLog _log = new();
    private readonly VendorApi _api;
    private readonly TimeProvider _time;

    private SimulatedVendor(int port, TimeProvider time)
    {
        _time = time;
        _api = new VendorApi(time);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ReceivedLog.MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, port, listener =>
            {
                listener.Protocols = HttpProtocols.Http1;
                listener.Use(KeepHeadsAsync);
            });
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>What it received, oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> Received => _log.Snapshot();

    /// <summary>Starts it.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="time">The clock for the times in records.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedVendor> StartAsync(int port, TimeProvider time, CancellationToken cancellationToken)
    {
        SimulatedVendor vendor = new(port, time);
        try
        {
            await vendor._app.StartAsync(cancellationToken);
            return vendor;
        }
        catch
        {
            await vendor.DisposeAsync();
            throw;
        }
    }

    /// <summary>Forgets what it received.</summary>
    public void ClearReceived() => _log.Clear();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private ConnectionDelegate KeepHeadsAsync(ConnectionDelegate next) => async connection =>
    {
        ReceivedHeadReader heads = new(connection.Transport.Input);
        connection.Transport = new ReceivedHeadPipe(heads, connection.Transport.Output);
        connection.Features.Set(heads);
        try
        {
            await next(connection);
        }
        finally
        {
            // Bytes that never became a request reached the vendor all the same.
            if (heads.UnfinishedHead() is { Length: > 0 } bytes)
            {
                LinkedListNode<ReceivedRequest> broken = _log.Begin(_time.GetUtcNow(), "(unfinished)", "", []);
                _log.End(broken, bytes, isComplete: false);
            }
        }
    };

    private async Task HandleAsync(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        ReceivedHeadReader heads = context.Features.GetRequiredFeature<ReceivedHeadReader>();
        (_, List<KeyValuePair<string, string>> headers) = heads.TakeHead();
        context.Response.OnCompleted(() =>
        {
            heads.EndBody();
            return Task.CompletedTask;
        });
        if (await ReceivedView.TryShowAsync(context, target, _log))
        {
            return;
        }

        LinkedListNode<ReceivedRequest> received = _log.Begin(_time.GetUtcNow(), context.Request.Method, target, headers);
        (byte[] body, bool complete) = await ReadBodyAsync(context.Request);
        _log.End(received, body, complete);
        if (complete)
        {
            await AnswerAsync(context, _api.Answer(context.Request.Method, target, context.Request.ContentType ?? "", body));
        }
    }

    private static async Task<(byte[] Body, bool Complete)> ReadBodyAsync(HttpRequest request)
    {
        ArrayBufferWriter<byte> body = new();
        try
        {
            while (true)
            {
                int read = await request.Body.ReadAsync(body.GetMemory(4096), CancellationToken.None);
                if (read == 0)
                {
                    return (body.WrittenSpan.ToArray(), true);
                }

                body.Advance(read);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return (body.WrittenSpan.ToArray(), false);
        }
    }

    private static async Task AnswerAsync(HttpContext context, VendorAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Body is { } json)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = bytes.Length;
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
            }
        }
    }
}

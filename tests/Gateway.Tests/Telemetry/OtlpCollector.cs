using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HmisGateway.Tests.Telemetry;

/// <summary>Stands in for an OTLP collector (http/protobuf) and keeps the bytes.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly MemoryStream _bytes = new();

    private OtlpCollector()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            lock (_lock)
            {
                _bytes.Write(Encoding.UTF8.GetBytes($"{context.Request.Path} {string.Join(' ', context.Request.Headers)}"));
                body.WriteTo(_bytes);
            }

            context.Response.StatusCode = StatusCodes.Status200OK;
        });
    }

    public string Address => _app.Urls.First();

    public static async Task<OtlpCollector> StartAsync(CancellationToken cancellationToken)
    {
        OtlpCollector collector = new();
        await collector._app.StartAsync(cancellationToken);
        return collector;
    }

    public byte[] Received()
    {
        lock (_lock)
        {
            return _bytes.ToArray();
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

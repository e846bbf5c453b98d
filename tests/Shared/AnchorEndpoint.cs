using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HmisGateway.Testing;

/// <summary>Stands in for the endpoint of an anchor: keeps each line once, in the order in which they came, and answers all of them.</summary>
internal sealed class AnchorEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _heads = [];

    private AnchorEndpoint(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Address => _app.Urls.First() + "/anchor";

    /// <summary>What a line is answered with; a redirect and a refusal keep nothing.</summary>
    public int Added { get; set; } = StatusCodes.Status204NoContent;

    /// <summary>What a question for the lines is answered with.</summary>
    public int Answered { get; set; } = StatusCodes.Status200OK;

    /// <summary>Where set, every answer waits for it.</summary>
    public Task? Later { get; set; }

    /// <summary>Where an answer redirects to.</summary>
    public string? Location { get; set; }

    /// <summary>Keeps a line that was sent twice twice.</summary>
    public bool Repeats { get; set; }

    /// <summary>Answers that it took a line, and forgets it.</summary>
    public bool Forgets { get; set; }

    /// <summary>How many lines were taken, repeated ones counted each time.</summary>
    public int Posts { get; private set; }

    /// <summary>Method and headers of each request that came.</summary>
    public IReadOnlyList<string> Heads
    {
        get
        {
            lock (_lock)
            {
                return [.. _heads];
            }
        }
    }

    /// <summary>The lines, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }

        set
        {
            lock (_lock)
            {
                _lines.Clear();
                _lines.AddRange(value);
            }
        }
    }

    /// <summary>All of it, as it is answered.</summary>
    public string Text => string.Concat(Lines.Select(static line => line + "\n"));

    public static async Task<AnchorEndpoint> StartAsync(int port = 0)
    {
        AnchorEndpoint endpoint = new(port);
        await endpoint._app.StartAsync(TestContext.Current.CancellationToken);
        return endpoint;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using StreamReader body = new(context.Request.Body);
        string sent = await body.ReadToEndAsync(context.RequestAborted);
        lock (_lock)
        {
            _heads.Add($"{context.Request.Method} {string.Join('\n', context.Request.Headers.Select(static header => $"{header.Key}: {header.Value}"))}");
        }

        if (Later is { } later)
        {
            await later.WaitAsync(context.RequestAborted);
        }

        if (Location is not null)
        {
            context.Response.Headers.Location = Location;
        }

        if (HttpMethods.IsPost(context.Request.Method))
        {
            if (Added is not (>= 300 and < 500))
            {
                Add(sent.TrimEnd('\n'));
            }

            context.Response.StatusCode = Added;
            return;
        }

        context.Response.StatusCode = Answered;
        if (Answered == StatusCodes.Status200OK)
        {
            context.Response.ContentType = "application/jsonl";
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Text), context.RequestAborted);
        }
    }

    private void Add(string line)
    {
        lock (_lock)
        {
            Posts++;
            if (!Forgets && (Repeats || !_lines.Contains(line)))
            {
                _lines.Add(line);
            }
        }
    }
}

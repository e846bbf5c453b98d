using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace HmisGateway.Bench.Roles;

/// <summary>
/// A light stand-in for the HMIS: <c>POST</c> and <c>PUT</c> swallow the body and answer as a Clarity create or update does;
/// <c>GET /received</c> answers how many there were.
/// </summary>
internal sealed class Upstream(AnswerIds answerIds)
{
    private const int FirstId = 1_000_000;
    private long received;

    public static async Task<int> RunAsync(AnswerIds answerIds, CancellationToken cancellationToken)
    {
        var upstream = new Upstream(answerIds);
        var builder = RoleHost.CreateBuilder();
        await using var app = builder.Build();
        app.Run(upstream.AnswerAsync);
        return await RoleHost.ServeAsync(app, cancellationToken);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        byte[] answer;
        if (HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPut(context.Request.Method))
        {
            var print = await SwallowAsync(context.Request.BodyReader, context.RequestAborted);
            var count = Interlocked.Increment(ref received);
            answer = CreateAnswer(
                HttpMethods.IsPut(context.Request.Method) ? long.Parse(context.Request.Path.Value.AsSpan("/clients/".Length), CultureInfo.InvariantCulture)
                : answerIds == AnswerIds.New ? FirstId + count
                : FirstId + (print % 90_000_000));
            context.Response.ContentType = "application/json";
        }
        else
        {
            answer = Encoding.ASCII.GetBytes(Interlocked.Read(ref received).ToString(CultureInfo.InvariantCulture));
            context.Response.ContentType = "text/plain";
        }

        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer, context.RequestAborted);
    }

    // Both ids belong to one client only; a real HMIS gives no two clients the same.
    private static byte[] CreateAnswer(long id) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id},\"unique_identifier\":\"{id:X8}B\"}}"));

    /// <summary>Reads the body to its end.</summary>
    /// <returns>FNV-1a of its first 64 bytes, in which the client's name stands.</returns>
    private static async ValueTask<uint> SwallowAsync(PipeReader body, CancellationToken cancellationToken)
    {
        uint? print = null;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            print ??= read.Buffer.Length >= 64 || read.IsCompleted ? Print(read.Buffer) : null;
            body.AdvanceTo(print is null ? read.Buffer.Start : read.Buffer.End, read.Buffer.End);
            if (read.IsCompleted)
            {
                return print.GetValueOrDefault();
            }
        }
    }

    private static uint Print(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[64];
        var length = (int)Math.Min(buffer.Length, start.Length);
        buffer.Slice(0, length).CopyTo(start);
        var print = 2166136261u;
        foreach (var value in start[..length])
        {
            print = (print ^ value) * 16777619u;
        }

        return print;
    }
}

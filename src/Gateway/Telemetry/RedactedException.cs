using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HmisGateway.Telemetry;

/// <summary>
/// What a log may show of an exception: type names, error numbers and stack frames, also of the inner ones. Never a message: messages
/// quote paths, values and payloads.
/// </summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It is never thrown; loggers only take exceptions.")]
internal sealed class RedactedException : Exception
{
    private const int MaxExceptions = 16;

    private RedactedException(string outline)
        : base(outline)
    {
    }

    /// <summary>Takes over what may be shown.</summary>
    public static RedactedException? Of(Exception? exception)
    {
        if (exception is null)
        {
            return null;
        }

        StringBuilder text = new();
        int count = 0;
        Append(text, exception, ref count);
        return new RedactedException(text.ToString());
    }

    /// <summary>The outline.</summary>
    /// <returns>Type names, numbers and frames.</returns>
    public override string ToString() => Message;

    private static void Append(StringBuilder text, Exception exception, ref int count)
    {
        if (++count > MaxExceptions)
        {
            return;
        }

        if (count > 1)
        {
            text.Append("\n ---> ");
        }

        text.Append(exception.GetType().FullName).Append(CultureInfo.InvariantCulture, $" (0x{exception.HResult:X8}{Detail(exception)})");
        ReadOnlySpan<char> frames = new StackTrace(exception, fNeedFileInfo: false).ToString().AsSpan().TrimEnd();
        if (!frames.IsEmpty)
        {
            text.Append('\n').Append(frames);
        }

        if (exception is AggregateException aggregate)
        {
            foreach (Exception inner in aggregate.InnerExceptions)
            {
                Append(text, inner, ref count);
            }
        }
        else if (exception.InnerException is { } inner)
        {
            Append(text, inner, ref count);
        }
    }

    private static string Detail(Exception exception) => exception switch
    {
        SocketException socket => $", {socket.SocketErrorCode}",
        HttpRequestException http => $", {http.HttpRequestError}",
        BadHttpRequestException bad => $", {bad.StatusCode.ToString(CultureInfo.InvariantCulture)}",
        SqliteException sqlite => $", SQLite {sqlite.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture)}",
        NpgsqlException { SqlState: { } state } => $", PostgreSQL {state}",
        _ => "",
    };
}

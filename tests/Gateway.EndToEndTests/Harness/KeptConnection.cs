using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>One connection that is kept open: every byte of each answer, and how long it took.</summary>
public sealed class KeptConnection : IDisposable
{
    private static readonly byte[] s_headEnd = "\r\n\r\n"u8.ToArray();
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Opens a connection.</summary>
    public static async Task<KeptConnection> OpenAsync(Uri gateway)
    {
        KeptConnection connection = new();
        await connection._socket.ConnectAsync(gateway.Host, gateway.Port, TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Sends a request and reads one answer, which must have a <c>Content-Length</c>.</summary>
    /// <returns>The answer with its head, and the time from the first byte sent to the last one read.</returns>
    public (string Answer, TimeSpan Elapsed) Exchange(string head, string body)
    {
        byte[] request = Encoding.UTF8.GetBytes($"{head.ReplaceLineEndings("\r\n")}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        long startedAt = Stopwatch.GetTimestamp();
        _socket.Send(request);
        int received = 0;
        int total = int.MaxValue;
        while (received < total)
        {
            int read = _socket.Receive(_buffer.AsSpan(received));
            read.ShouldBeGreaterThan(0, Encoding.UTF8.GetString(_buffer, 0, received));
            received += read;
            int headEnd = _buffer.AsSpan(0, received).IndexOf(s_headEnd);
            if (total == int.MaxValue && headEnd >= 0)
            {
                total = headEnd + s_headEnd.Length + ContentLength(Encoding.ASCII.GetString(_buffer, 0, headEnd));
            }
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(startedAt);
        return (Encoding.UTF8.GetString(_buffer, 0, received), elapsed);
    }

    public void Dispose() => _socket.Dispose();

    private static int ContentLength(string head)
    {
        const string Name = "Content-Length:";
        string line = head.Split("\r\n").Single(static line => line.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        return int.Parse(line[Name.Length..], CultureInfo.InvariantCulture);
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HmisGateway.Bench.Load;

/// <summary>One keep-alive connection with one request at a time on it.</summary>
/// <param name="tag">By what epoll names it.</param>
/// <param name="target">Where it goes.</param>
/// <param name="epoll">Tells when something has arrived.</param>
/// <param name="request">What is sent.</param>
/// <param name="expectedStatus">Any other status ends the measurement; null to take every one.</param>
internal sealed class LoadConnection(int tag, IPEndPoint target, Epoll epoll, RequestTemplate request, int? expectedStatus) : IDisposable
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private Socket? socket;
    private int received;

    /// <summary>Times that the connection was opened again.</summary>
    public long Reconnects { get; private set; }

    /// <summary>The status of the last answer.</summary>
    public int Status { get; private set; }

    /// <summary>When the request that is under way was sent, as a <see cref="Stopwatch"/> timestamp.</summary>
    public long SentAt { get; private set; }

    /// <summary>Sends the next request, after connecting where needed.</summary>
    public void Send(long number)
    {
        if (socket is null)
        {
            Connect();
        }

        received = 0;
        SentAt = Stopwatch.GetTimestamp();
        var rest = request.Next(number);
        while (!rest.IsEmpty)
        {
            var sent = socket!.Send(rest, SocketFlags.None, out var error);
            rest = rest[Math.Max(sent, 0)..];
            if (error == SocketError.WouldBlock)
            {
                _ = socket.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectWrite);
            }
            else if (error != SocketError.Success)
            {
                throw new BenchFailedException($"Sending to {target} failed: {error}.");
            }
        }
    }

    /// <summary>Takes what has arrived.</summary>
    /// <returns>True when the answer is whole.</returns>
    /// <exception cref="BenchFailedException">The answer is not the expected one, or the connection broke before it was whole.</exception>
    public bool Receive()
    {
        var count = socket!.Receive(buffer.AsSpan(received), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return false;
        }

        if (error != SocketError.Success || count == 0)
        {
            throw new BenchFailedException($"{target} closed the connection before its answer was whole ({error}, {received} bytes so far).")
            {
                IsWrongAnswer = true,
            };
        }

        received += count;
        if (!ResponseScanner.TryComplete(buffer.AsSpan(0, received), out var status, out var closes))
        {
            return received < buffer.Length
                ? false
                : throw new BenchFailedException($"{target} answered with more than {buffer.Length} bytes.") { IsWrongAnswer = true };
        }

        Status = status;
        if (expectedStatus is { } expected && status != expected)
        {
            throw new BenchFailedException(
                $"{target} answered {status} where {expected} was expected:\n{Encoding.UTF8.GetString(buffer, 0, received)}")
            {
                IsWrongAnswer = true,
            };
        }

        if (closes)
        {
            Dispose();
            socket = null;
            Reconnects++;
        }

        return true;
    }

    public void Dispose() => socket?.Dispose();

    private void Connect()
    {
        socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(target);
        }
        catch (SocketException e)
        {
            throw new BenchFailedException($"Connecting to {target} failed: {e.SocketErrorCode}.", e);
        }

        socket.Blocking = false;
        epoll.Watch(socket.SafeHandle, tag);
    }
}

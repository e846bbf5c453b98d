using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>A vendor on a raw socket: records every byte that arrives, answers each request with the next id.</summary>
public sealed class RecordingVendor : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(int Connection, byte[] Bytes)> _received = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _serving = [];
    private readonly Task _accepting;
    private int _nextId = 9000;
    private int _requests;
    private int _connections;
    private int _resets;

    public RecordingVendor()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>What to answer; the default is <c>{"id":N}</c> with status 200.</summary>
    public Func<int, string> Answer { get; set; } = static id => Ok($$"""{"id":{{id}}}""");

    /// <summary>Where set, each answer waits for it.</summary>
    public Task<string>? AnswerLater { get; set; }

    /// <summary>Closes the connection behind each answer, also an empty one.</summary>
    public bool ClosesAfterAnswer { get; set; }

    /// <summary>Number of complete requests that arrived.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Ends when a complete request has arrived.</summary>
    public Task FirstRequest => _first.Task;

    /// <summary>Ends when a second complete request has arrived.</summary>
    public Task SecondRequest => _second.Task;

    /// <summary>Every byte that arrived, on any connection.</summary>
    public byte[] Bytes => [.. _received.SelectMany(static chunk => chunk.Bytes)];

    /// <summary>The same, connection by connection.</summary>
    public IReadOnlyList<string> TextByConnection =>
        [.. _received.GroupBy(static chunk => chunk.Connection).Select(static chunks => Encoding.Latin1.GetString([.. chunks.SelectMany(static chunk => chunk.Bytes)]))];

    /// <summary>Ends when every connection that is there now has ended.</summary>
    public Task ConnectionsEnded
    {
        get
        {
            lock (_serving)
            {
                return Task.WhenAll(_serving);
            }
        }
    }

    /// <summary>Number of connections that are not ended.</summary>
    public int OpenConnections
    {
        get
        {
            lock (_serving)
            {
                return _serving.Count(static connection => !connection.IsCompleted);
            }
        }
    }

    /// <summary>Number of connections that the gateway ended with a reset.</summary>
    public int Resets => Volatile.Read(ref _resets);

    /// <summary>Every byte that arrived, read as Latin-1.</summary>
    public string Text => Encoding.Latin1.GetString(Bytes);

    public static string Ok(string json) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";

    public void Clear() => _received.Clear();

    /// <summary>The one request that arrived: its head with the empty line, and its body.</summary>
    public (string Head, byte[] Body) SingleRequest()
    {
        byte[] bytes = Bytes;
        int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        string head = Encoding.Latin1.GetString(bytes, 0, end);
        string length = head.Split("\r\n").Single(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        byte[] body = bytes[end..];
        body.Length.ShouldBe(int.Parse(length["Content-Length:".Length..], CultureInfo.InvariantCulture));
        return (head, body);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_accepting.IsCompleted)
        {
            await _stop.CancelAsync();
            _listener.Dispose();
            await _accepting;
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                lock (_serving)
                {
                    // One that failed stays, so that whoever waits for it is told.
                    _serving.RemoveAll(static connection => connection.IsCompletedSuccessfully);
                    _serving.Add(ServeAsync(socket));
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await ConnectionsEnded;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            int connection = Interlocked.Increment(ref _connections);
            List<byte> pending = [];
            byte[] buffer = new byte[64 * 1024];
            try
            {
                int read;
                while ((read = await socket.ReceiveAsync(buffer, _stop.Token)) > 0)
                {
                    byte[] chunk = buffer[..read];
                    _received.Enqueue((connection, chunk));
                    pending.AddRange(chunk);
                    while (TakeRequest(pending))
                    {
                        switch (Interlocked.Increment(ref _requests))
                        {
                            case 1:
                                _first.SetResult();
                                break;
                            case 2:
                                _second.SetResult();
                                break;
                        }

                        string answer = AnswerLater is { } later ? await later.WaitAsync(_stop.Token) : Answer(Interlocked.Increment(ref _nextId));
                        await socket.SendAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                        if (ClosesAfterAnswer)
                        {
                            return;
                        }
                    }
                }
            }
            catch (SocketException fault)
            {
                // The gateway went away.
                _ = fault.SocketErrorCode == SocketError.ConnectionReset ? Interlocked.Increment(ref _resets) : 0;
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }

    private static bool TakeRequest(List<byte> pending)
    {
        string text = Encoding.Latin1.GetString([.. pending]);
        int headEnd = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (headEnd < 0)
        {
            return false;
        }

        int length = 0;
        foreach (string line in text[..headEnd].Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(line["Content-Length:".Length..], CultureInfo.InvariantCulture);
            }
        }

        int total = headEnd + 4 + length;
        if (pending.Count < total)
        {
            return false;
        }

        pending.RemoveRange(0, total);
        return true;
    }
}

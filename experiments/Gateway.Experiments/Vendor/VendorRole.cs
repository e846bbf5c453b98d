using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace HmisGateway.Experiments.Vendor;

/// <summary>
/// A vendor in a process of its own, on a raw socket: it writes every byte that arrives to a file before it answers, so that nothing
/// is lost when it is killed. Prints its address; ends with its standard input.
/// </summary>
internal sealed class VendorRole : IDisposable
{
    private const int StalledBuffer = 64 * 1024;
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan DripInterval = TimeSpan.FromSeconds(1);

    private readonly FileStream _record;
    private readonly VendorBehaviour _behaviour;
    private readonly TimeSpan _delay;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<int, StalledConnection> _stalled = new();
    private readonly Lock _gate = new();
    private int _lastConnection;
    private int _lastId = 100_000;

    private VendorRole(string record, VendorBehaviour behaviour, TimeSpan delay)
    {
        _record = new FileStream(record, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _behaviour = behaviour;
        _delay = delay;
        if (IsStalling)
        {
            _listener.Server.ReceiveBufferSize = StalledBuffer;
        }
    }

    private bool IsStalling => _behaviour is VendorBehaviour.Stall or VendorBehaviour.Drip;

    /// <summary>
    /// Runs until standard input ends. On it a stalled vendor is told to <c>count</c> what waits, to <c>read</c> it to the end of each
    /// connection, or to let it <c>flow</c> from now on.
    /// </summary>
    public static async Task<int> RunAsync(string record, VendorBehaviour behaviour, TimeSpan delay, bool isWatching, CancellationToken cancellationToken)
    {
        using VendorRole vendor = new(record, behaviour, delay);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        vendor._listener.Start(512);
        Task accepting = vendor.AcceptAsync(stop.Token);
        Task watching = isWatching ? vendor.WatchAsync(stop.Token) : Task.CompletedTask;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"http://{vendor._listener.LocalEndpoint}/"));
        while (await Console.In.ReadLineAsync(cancellationToken) is { } command)
        {
            await vendor.ObeyAsync(command);
        }

        await stop.CancelAsync();
        await accepting;
        await watching;
        return 0;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _record.Dispose();
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(cancellationToken);
                socket.NoDelay = true;
                int connection = Interlocked.Increment(ref _lastConnection);
                if (!IsStalling)
                {
                    connections.Add(ServeAsync(socket, connection, stalled: null, cancellationToken));
                    continue;
                }

                StalledConnection stalled = new(socket);
                _stalled[connection] = stalled;
                stalled.Reading = ServeAsync(socket, connection, stalled, cancellationToken);
                connections.Add(stalled.Reading);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    /// <summary>Writes down when bytes arrive that nobody reads.</summary>
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                foreach ((int connection, StalledConnection stalled) in _stalled)
                {
                    if (stalled.TakeArrived() is { } arrived)
                    {
                        Record(new RecordedChunk(Stopwatch.GetTimestamp(), connection, [], arrived));
                    }
                }

                await Task.Delay(WatchInterval, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The experiment is over.
        }
    }

    /// <summary>Writes down what waits, or reads it; connection 0 marks the end of the answer.</summary>
    private async Task ObeyAsync(string command)
    {
        foreach ((int connection, StalledConnection stalled) in _stalled)
        {
            switch (command)
            {
                case "count":
                    Record(new RecordedChunk(Stopwatch.GetTimestamp(), connection, [], stalled.Waiting));
                    break;
                case "flow":
                    stalled.Release();
                    break;
                default:
                    stalled.Release();
                    await stalled.Reading;
                    _stalled.TryRemove(connection, out _);
                    break;
            }
        }

        Record(new RecordedChunk(Stopwatch.GetTimestamp(), Connection: 0, []));
    }

    private async Task ServeAsync(Socket socket, int connection, StalledConnection? stalled, CancellationToken cancellationToken)
    {
        using Socket closing = socket;
        byte[] buffer = new byte[64 * 1024];
        List<byte> pending = [];
        try
        {
            if (stalled is not null)
            {
                await StallAsync(stalled, connection, cancellationToken);
            }

            int read;
            while ((read = await socket.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                Record(new RecordedChunk(Stopwatch.GetTimestamp(), connection, buffer[..read]));
                if (stalled is not null)
                {
                    // What this vendor reads at last it never answers.
                    continue;
                }

                pending.AddRange(buffer.AsSpan(0, read));
                while (RecordedRequest.Take(pending) is { } request)
                {
                    await AnswerAsync(socket, request, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The gateway went away, or the experiment is over.
        }

        _stalled.TryRemove(connection, out _);
    }

    /// <summary>Waits until the vendor may read; one that drips takes a byte a second meanwhile.</summary>
    private async Task StallAsync(StalledConnection stalled, int connection, CancellationToken cancellationToken)
    {
        while (_behaviour == VendorBehaviour.Drip && !stalled.MayRead.IsCompleted)
        {
            if (stalled.ReadOne() is { Length: > 0 } one)
            {
                Record(new RecordedChunk(Stopwatch.GetTimestamp(), connection, one));
            }

            await Task.WhenAny(stalled.MayRead, Task.Delay(DripInterval, TimeProvider.System, cancellationToken));
        }

        await stalled.MayRead.WaitAsync(cancellationToken);
    }

    private async Task AnswerAsync(Socket socket, RecordedRequest request, CancellationToken cancellationToken)
    {
        if (_behaviour == VendorBehaviour.Hold)
        {
            return;
        }

        if (_delay > TimeSpan.Zero)
        {
            await Task.Delay(_delay, TimeProvider.System, cancellationToken);
        }

        int id = Interlocked.Increment(ref _lastId);
        string json = string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}}}""");
        string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n");
        await socket.SendAsync(Encoding.ASCII.GetBytes(request.Method == "HEAD" ? head : head + json), cancellationToken);
    }

    private void Record(RecordedChunk chunk)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(chunk, RecordJson.Default.RecordedChunk), (byte)'\n'];
        lock (_gate)
        {
            _record.Write(line);
        }
    }
}

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
    private readonly FileStream _record;
    private readonly VendorBehaviour _behaviour;
    private readonly TimeSpan _delay;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _mayRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private int _lastConnection;
    private int _lastId = 100_000;

    private VendorRole(string record, VendorBehaviour behaviour, TimeSpan delay)
    {
        _record = new FileStream(record, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _behaviour = behaviour;
        _delay = delay;
        if (behaviour != VendorBehaviour.Stall)
        {
            _mayRead.SetResult();
        }
    }

    /// <summary>Runs until standard input ends. A line on it lets a stalled vendor read.</summary>
    public static async Task<int> RunAsync(string record, VendorBehaviour behaviour, TimeSpan delay, CancellationToken cancellationToken)
    {
        using VendorRole vendor = new(record, behaviour, delay);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        vendor._listener.Start(512);
        Task accepting = vendor.AcceptAsync(stop.Token);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"http://{vendor._listener.LocalEndpoint}/"));
        while (await Console.In.ReadLineAsync(cancellationToken) is not null)
        {
            vendor._mayRead.TrySetResult();
        }

        await stop.CancelAsync();
        await accepting;
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
                connections.Add(ServeAsync(socket, Interlocked.Increment(ref _lastConnection), cancellationToken));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket, int connection, CancellationToken cancellationToken)
    {
        using Socket closing = socket;
        byte[] buffer = new byte[64 * 1024];
        List<byte> pending = [];
        try
        {
            await _mayRead.Task.WaitAsync(cancellationToken);
            int read;
            while ((read = await socket.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                Record(connection, buffer.AsSpan(0, read));
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

    private void Record(int connection, ReadOnlySpan<byte> bytes)
    {
        RecordedChunk chunk = new(Stopwatch.GetTimestamp(), connection, bytes.ToArray());
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(chunk, RecordJson.Default.RecordedChunk), (byte)'\n'];
        lock (_gate)
        {
            _record.Write(line);
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HmisGateway.Experiments.Database;

/// <summary>
/// The network between one gateway and one server: a relay on loopback that can be cut, so that nothing passes and nobody is told, and healed, so
/// that what was on its way arrives.
/// </summary>
internal sealed class DatabaseRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<int?> _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, byte> _localPorts = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _flowing = Completed();

    /// <summary>Starts relaying.</summary>
    /// <param name="server">The port of the server now, or null when there is none.</param>
    public DatabaseRelay(Func<int?> server)
    {
        _server = server;
        _listener.Start(256);
        _accepting = AcceptAsync();
    }

    /// <summary>Where the gateway connects.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From where the server sees the gateway's sessions come.</summary>
    public IReadOnlyCollection<int> LocalPorts => [.. _localPorts.Keys];

    /// <summary>From now on nothing passes.</summary>
    public void Cut() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From now on everything passes again, what was held back first.</summary>
    public void Heal() => _flowing.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private static TaskCompletionSource Completed()
    {
        TaskCompletionSource completed = new();
        completed.SetResult();
        return completed;
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                Socket gateway = await _listener.AcceptSocketAsync(_stop.Token);
                connections.RemoveAll(static connection => connection.IsCompleted);
                connections.Add(RelayAsync(gateway));
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(Socket gateway)
    {
        using Socket closing = gateway;
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        gateway.NoDelay = true;
        int localPort = 0;
        try
        {
            await _flowing.Task.WaitAsync(_stop.Token);
            if (_server() is not { } port)
            {
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
            localPort = ((IPEndPoint)server.LocalEndPoint!).Port;
            _localPorts[localPort] = 0;
            await Task.WhenAny(PumpAsync(gateway, server), PumpAsync(server, gateway));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException)
        {
            // The server does not listen, or the experiment is over: the gateway's connection is closed.
        }
        finally
        {
            _localPorts.TryRemove(localPort, out _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int read;
            do
            {
                read = await from.ReceiveAsync(buffer, _stop.Token);
                await _flowing.Task.WaitAsync(_stop.Token);
                await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
            }
            while (read > 0);
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two is gone; so is the connection, as soon as the network lets the other one know.
            await _flowing.Task.WaitAsync(_stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }
}

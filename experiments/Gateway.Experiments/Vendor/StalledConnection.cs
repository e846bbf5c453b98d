using System.Net.Sockets;

namespace HmisGateway.Experiments.Vendor;

/// <summary>A connection whose bytes the vendor leaves where they are, or takes one by one.</summary>
internal sealed class StalledConnection(Socket socket)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _mayRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _read;
    private long _reported;
    private long _arrived;

    /// <summary>Ends when the vendor may read everything.</summary>
    public Task MayRead => _mayRead.Task;

    /// <summary>Reading to the end of the connection.</summary>
    public Task Reading { get; set; } = Task.CompletedTask;

    /// <summary>How many bytes have arrived and were not read.</summary>
    public int Waiting => socket.Available;

    /// <summary>Lets the vendor read.</summary>
    public void Release() => _mayRead.TrySetResult();

    /// <summary>How many bytes have arrived in all, or null when there are no more than the last time.</summary>
    public long? TakeArrived()
    {
        lock (_gate)
        {
            try
            {
                _arrived = Math.Max(_arrived, _read + socket.Available);
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                // The connection has ended; nothing more arrives.
            }

            if (_arrived == _reported)
            {
                return null;
            }

            _reported = _arrived;
            return _arrived;
        }
    }

    /// <summary>Reads one byte, if there is one.</summary>
    /// <returns>The byte, or nothing.</returns>
    public byte[] ReadOne()
    {
        byte[] one = new byte[1];
        lock (_gate)
        {
            if (socket.Available == 0)
            {
                return [];
            }

            int read = socket.Receive(one);
            _read += read;
            return one[..read];
        }
    }
}

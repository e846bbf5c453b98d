using System.Collections.Concurrent;
using System.Text;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests.Crash;

/// <summary>
/// An agency system that sends writes to several replicas over some connections, and remembers every answer. Every second write is about the
/// client with No Sharing; each replica gets both kinds.
/// </summary>
internal sealed class WriteLoad
{
    /// <summary>How many writes are on their way at most.</summary>
    public const int Connections = 9;

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // An agency system that was refused does not come back at once.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly ServingGateway _gateway;
    private readonly IReadOnlyList<ServingReplica> _replicas;
    private readonly ConcurrentQueue<LoadedWrite> _writes = new();
    private readonly Task[] _workers;
    private volatile bool _isStopped;
    private int _settled;

    /// <summary>Starts it.</summary>
    /// <param name="gateway">Whose agency sends.</param>
    /// <param name="replicas">Where to, in turn; one that does not listen is left out for that turn.</param>
    public WriteLoad(ServingGateway gateway, IReadOnlyList<ServingReplica> replicas)
    {
        (_gateway, _replicas) = (gateway, replicas);
        _workers = [.. Enumerable.Range(0, Connections).Select(worker => Task.Run(() => WorkAsync(worker)))];
    }

    /// <summary>Every write that is over.</summary>
    public IReadOnlyCollection<LoadedWrite> Writes => _writes;

    /// <summary>Waits until so many more writes were forwarded or kept.</summary>
    public Task UntilSettledAsync(int more)
    {
        int wanted = Volatile.Read(ref _settled) + more;
        return UntilAsync(() => Volatile.Read(ref _settled) >= wanted);
    }

    /// <summary>Waits until something holds.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        using PeriodicTimer timer = new(s_poll);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        while (!holds())
        {
            if (Array.Find(_workers, static worker => worker.IsFaulted) is { } failed)
            {
                await failed;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>Lets each connection end after its write.</summary>
    public Task StopAsync()
    {
        _isStopped = true;
        return Task.WhenAll(_workers);
    }

    private async Task WorkAsync(int worker)
    {
        for (int i = 0; !_isStopped; i++)
        {
            bool isWithheld = i % 2 == 1;
            string mark = $"w{worker}-{i}";
            string json = $$$"""{"client":{"alias":"{{{mark}}}"}}""";
            ServingReplica replica = _replicas[(worker + (i / 2)) % _replicas.Count];
            Answer? answer = null;
            try
            {
                answer = await _gateway.SendAsync(replica, "PUT", isWithheld ? "/clients/1003" : "/clients/1001", json);
            }
            catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConnectionError)
            {
                // Nobody listens: it was not sent.
                await Task.Delay(s_pause, TimeProvider.System);
                continue;
            }
            catch (HttpRequestException)
            {
                // It broke off.
            }

            _writes.Enqueue(new LoadedWrite(mark, isWithheld, Encoding.UTF8.GetBytes(json), answer));
            if (answer is { Status: 200 or 403 })
            {
                Interlocked.Increment(ref _settled);
            }
            else
            {
                await Task.Delay(s_pause, TimeProvider.System);
            }
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace HmisGateway.Bench.Load;

/// <summary>Load on one thread: closed loop, where every connection sends its next request when its answer has come, or at a fixed rate.</summary>
internal sealed class LoadGenerator(IReadOnlyList<RequestTemplate> requests, TimeSpan duration)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private long nextNumber;

    /// <summary>Runs load against <paramref name="target"/>, one connection for each request template; returns when every request is answered.</summary>
    /// <exception cref="BenchFailedException">An answer is wrong, missing or late.</exception>
    public LoadResult Run(IPEndPoint target, int expectedStatus, CancellationToken cancellationToken) =>
        Run(target, expectedStatus, duration, cancellationToken);

    /// <summary>Runs load until <paramref name="atLeast"/> has passed and so many requests are answered that the target is warm.</summary>
    public void WarmUp(IPEndPoint target, int expectedStatus, TimeSpan atLeast, long requests, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        for (var done = 0L; done < requests || Stopwatch.GetElapsedTime(started) < atLeast;)
        {
            done += Run(target, expectedStatus, TimeSpan.FromSeconds(1), cancellationToken).Completed;
        }
    }

    /// <summary>
    /// Runs load at a fixed rate, spread evenly over the connections. A request that is due while its connection still waits for an answer is
    /// sent when the answer has come, and its latency counts from when it was due: a slow answer is not made to look like a single one.
    /// </summary>
    public LoadResult RunPaced(IPEndPoint target, int expectedStatus, double perSecond, CancellationToken cancellationToken)
    {
        using var epoll = new Epoll();
        var connections = requests.Select((request, i) => new LoadConnection(i, target, epoll, request, expectedStatus)).ToArray();
        try
        {
            return RunPaced(epoll, connections, target, perSecond, cancellationToken);
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }
    }

    /// <inheritdoc cref="Run(IPEndPoint, int, CancellationToken)"/>
    public LoadResult Run(IPEndPoint target, int expectedStatus, TimeSpan runFor, CancellationToken cancellationToken)
    {
        using var epoll = new Epoll();
        var connections = requests.Select((request, i) => new LoadConnection(i, target, epoll, request, expectedStatus)).ToArray();
        try
        {
            return Run(epoll, connections, target, runFor, cancellationToken);
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }
    }

    private LoadResult Run(Epoll epoll, LoadConnection[] connections, IPEndPoint target, TimeSpan runFor, CancellationToken cancellationToken)
    {
        var latencies = new List<int>(1 << 18);
        var tags = new int[connections.Length];
        var start = Stopwatch.GetTimestamp();
        foreach (var connection in connections)
        {
            connection.Send(nextNumber++);
        }

        var underWay = connections.Length;
        var now = start;
        var lastAnswer = start;
        while (underWay > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ready = epoll.Wait(tags, 1000);
            now = Stopwatch.GetTimestamp();
            if (ready == 0 && Stopwatch.GetElapsedTime(lastAnswer, now) > AnswerTimeout)
            {
                throw new BenchFailedException($"{target} left {underWay} requests unanswered for {AnswerTimeout.TotalSeconds} s.") { IsWrongAnswer = true };
            }

            foreach (var tag in tags.AsSpan(0, ready))
            {
                var connection = connections[tag];
                if (!connection.Receive())
                {
                    continue;
                }

                now = lastAnswer = Stopwatch.GetTimestamp();
                latencies.Add((int)Math.Min(Stopwatch.GetElapsedTime(connection.SentAt, now).TotalMicroseconds * 10, int.MaxValue));
                if (Stopwatch.GetElapsedTime(start, now) < runFor)
                {
                    connection.Send(nextNumber++);
                }
                else
                {
                    underWay--;
                }
            }
        }

        return Result(latencies, Stopwatch.GetElapsedTime(start, lastAnswer), connections);
    }

    private LoadResult RunPaced(Epoll epoll, LoadConnection[] connections, IPEndPoint target, double perSecond, CancellationToken cancellationToken)
    {
        var latencies = new List<int>(1 << 18);
        var tags = new int[connections.Length];
        var interval = (long)(Stopwatch.Frequency * connections.Length / perSecond);
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var due = connections.Select((_, i) => start + (interval * i / connections.Length)).ToArray();
        var countsFrom = new long[connections.Length];
        var isUnderWay = new bool[connections.Length];
        var answeredAt = new long[connections.Length];
        var underWay = 0;
        var lastAnswer = start;
        var now = start;
        while (now < end || underWay > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < connections.Length && now < end; i++)
            {
                if (!isUnderWay[i] && due[i] <= now)
                {
                    // When the driver itself was late, that is not the target's time.
                    countsFrom[i] = due[i] < answeredAt[i] ? due[i] : now;
                    connections[i].Send(nextNumber++);
                    isUnderWay[i] = true;
                    underWay++;
                    due[i] += interval;
                }
            }

            var ready = epoll.Wait(tags, 1);
            now = Stopwatch.GetTimestamp();
            if (underWay > 0 && Stopwatch.GetElapsedTime(lastAnswer, now) > AnswerTimeout)
            {
                throw new BenchFailedException($"{target} left {underWay} requests unanswered for {AnswerTimeout.TotalSeconds} s.") { IsWrongAnswer = true };
            }

            foreach (var tag in tags.AsSpan(0, ready))
            {
                if (isUnderWay[tag] && connections[tag].Receive())
                {
                    now = lastAnswer = answeredAt[tag] = Stopwatch.GetTimestamp();
                    latencies.Add((int)Math.Min(Stopwatch.GetElapsedTime(countsFrom[tag], now).TotalMicroseconds * 10, int.MaxValue));
                    isUnderWay[tag] = false;
                    underWay--;
                }
            }
        }

        return Result(latencies, Stopwatch.GetElapsedTime(start, lastAnswer), connections);
    }

    private static LoadResult Result(List<int> latencies, TimeSpan took, LoadConnection[] connections)
    {
        var sorted = CollectionsMarshal.AsSpan(latencies);
        sorted.Sort();
        return new LoadResult(
            sorted.Length, took.TotalSeconds, Percentile(sorted, 0.50), Percentile(sorted, 0.99), connections.Sum(connection => connection.Reconnects));
    }

    /// <summary>Nearest rank, in milliseconds, of latencies in units of 100 ns.</summary>
    public static double Percentile(ReadOnlySpan<int> sorted, double share) =>
        sorted[Math.Min((int)Math.Ceiling(sorted.Length * share), sorted.Length) - 1] / 10_000.0;
}

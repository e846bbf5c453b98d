using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace HmisGateway.Bench.Load;

/// <summary>Closed-loop load on one thread: every connection sends its next request when its answer has come.</summary>
internal sealed class LoadGenerator(IReadOnlyList<RequestTemplate> requests, TimeSpan duration)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private long nextNumber;

    /// <summary>Runs load against <paramref name="target"/>, one connection for each request template; returns when every request is answered.</summary>
    /// <exception cref="BenchFailedException">An answer is wrong, missing or late.</exception>
    public LoadResult Run(IPEndPoint target, int expectedStatus, CancellationToken cancellationToken) =>
        Run(target, expectedStatus, duration, cancellationToken);

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

        var sorted = CollectionsMarshal.AsSpan(latencies);
        sorted.Sort();
        return new LoadResult(
            sorted.Length,
            Stopwatch.GetElapsedTime(start, lastAnswer).TotalSeconds,
            Percentile(sorted, 0.50),
            Percentile(sorted, 0.99),
            connections.Sum(connection => connection.Reconnects));
    }

    /// <summary>Nearest rank, in milliseconds, of latencies in units of 100 ns.</summary>
    private static double Percentile(ReadOnlySpan<int> sorted, double share) =>
        sorted[Math.Min((int)Math.Ceiling(sorted.Length * share), sorted.Length) - 1] / 10_000.0;
}

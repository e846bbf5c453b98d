using System.Diagnostics;

namespace HmisGateway.Bench.Load;

/// <summary>Many writers on one thread, each with one request at a time, to several targets; every answer is taken as it comes, and told.</summary>
/// <param name="writers">The writers.</param>
/// <param name="firstNumber">Where the counter in the requests starts, so that none is a repetition of another load's.</param>
internal sealed class ManyWriters(IReadOnlyList<LoadWriter> writers, long firstNumber)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private long nextNumber = firstNumber;

    /// <summary>Runs until the time is over and every request is answered.</summary>
    /// <returns>The answers, and how long it took.</returns>
    /// <exception cref="BenchFailedException">A connection broke, or an answer is missing.</exception>
    public (List<LoadAnswer> Answers, TimeSpan Took) Run(TimeSpan runFor, CancellationToken cancellationToken)
    {
        using var epoll = new Epoll();
        var connections = writers.Select((writer, i) => new LoadConnection(i, writer.Target, epoll, writer.Request, expectedStatus: null)).ToArray();
        try
        {
            return Run(epoll, connections, runFor, cancellationToken);
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }
    }

    private (List<LoadAnswer> Answers, TimeSpan Took) Run(Epoll epoll, LoadConnection[] connections, TimeSpan runFor, CancellationToken cancellationToken)
    {
        List<LoadAnswer> answers = [];
        var tags = new int[connections.Length];
        var start = Stopwatch.GetTimestamp();
        foreach (var connection in connections)
        {
            connection.Send(nextNumber++);
        }

        var underWay = connections.Length;
        var lastAnswer = start;
        while (underWay > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ready = epoll.Wait(tags, 1000);
            if (ready == 0 && Stopwatch.GetElapsedTime(lastAnswer) > AnswerTimeout)
            {
                throw new BenchFailedException($"{underWay} requests were left unanswered for {AnswerTimeout.TotalSeconds} s.") { IsWrongAnswer = true };
            }

            foreach (var tag in tags.AsSpan(0, ready))
            {
                var connection = connections[tag];
                if (!connection.Receive())
                {
                    continue;
                }

                lastAnswer = Stopwatch.GetTimestamp();
                var latency = (int)Math.Min(Stopwatch.GetElapsedTime(connection.SentAt, lastAnswer).TotalMicroseconds * 10, int.MaxValue);
                answers.Add(new LoadAnswer(writers[tag], connection.Status, latency));
                if (Stopwatch.GetElapsedTime(start, lastAnswer) < runFor)
                {
                    connection.Send(nextNumber++);
                }
                else
                {
                    underWay--;
                }
            }
        }

        return (answers, Stopwatch.GetElapsedTime(start, lastAnswer));
    }
}

using System.Text;
using HmisGateway.Experiments.Vendor;

namespace HmisGateway.Experiments.Revocation;

/// <summary>What arrived at a vendor, and when: bytes that it read as well as those that its kernel holds for it.</summary>
internal sealed class Arrivals
{
    private readonly List<(long At, long Bytes)> _ofClient = [];

    private Arrivals()
    {
    }

    /// <summary>When the last byte of a request about the client arrived; null when none did.</summary>
    public long? LastAt => _ofClient.Count == 0 ? null : _ofClient.Max(static one => one.At);

    /// <summary>How many bytes of requests about the client arrived.</summary>
    public long Bytes => _ofClient.Sum(static one => one.Bytes);

    /// <summary>The canaries of which at least one byte arrived.</summary>
    public HashSet<string> Canaries { get; } = new(StringComparer.Ordinal);

    /// <summary>The canaries whose requests arrived whole.</summary>
    public HashSet<string> Whole { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads what a vendor wrote down.</summary>
    /// <param name="chunks">In the order in which it wrote.</param>
    /// <param name="canary">What the canaries of the round begin with.</param>
    public static Arrivals Of(IEnumerable<RecordedChunk> chunks, string canary)
    {
        Arrivals arrivals = new();
        foreach (IGrouping<int, RecordedChunk> connection in chunks.Where(static chunk => chunk.Connection != 0).GroupBy(static chunk => chunk.Connection))
        {
            arrivals.Add([.. connection], canary + ".");
        }

        return arrivals;
    }

    /// <summary>How many connections hold bytes, and how many bytes came on all of them.</summary>
    public static (int Connections, long Bytes) Count(IEnumerable<RecordedChunk> chunks)
    {
        List<(long At, long UpTo)>[] connections =
            [.. chunks.Where(static chunk => chunk.Connection != 0).GroupBy(static chunk => chunk.Connection).Select(static connection => Times([.. connection]))];
        return (connections.Count(static times => times.Count > 0), connections.Sum(static times => times.Count > 0 ? times[^1].UpTo : 0));
    }

    /// <summary>How many bytes of requests about the client arrived after a moment.</summary>
    public long BytesAfter(long moment) => _ofClient.Where(one => one.At > moment).Sum(static one => one.Bytes);

    private void Add(RecordedChunk[] chunks, string canary)
    {
        List<(long At, long UpTo)> times = Times(chunks);
        if (times.Count == 0)
        {
            return;
        }

        byte[] bytes = [.. chunks.SelectMany(static chunk => chunk.Bytes)];
        long from = 0;
        foreach (RecordedRequest request in RecordedRequest.All(bytes))
        {
            bool hasHead = request.Method.Length > 0;
            long to = hasHead ? from + request.Head.Length + 4 + request.Body.Length : bytes.Length;
            string text = request.Head + Encoding.Latin1.GetString(request.Body);
            int start = text.IndexOf(canary, StringComparison.Ordinal);
            if (start >= 0)
            {
                string name = text[start..(text.IndexOf('.', start + canary.Length) + 1)];
                Canaries.Add(name);
                if (request.IsWhole)
                {
                    Whole.Add(name);
                }
            }

            if (start >= 0 || !hasHead)
            {
                // Broken off before its first line was whole: it counts as the client's.
                Note(times, from, to);
            }

            from = to;
        }

        // Arrived and never read: nobody knows whose it is.
        Note(times, from, times[^1].UpTo);
    }

    private void Note(List<(long At, long UpTo)> times, long from, long to)
    {
        foreach ((long at, long upTo) in times)
        {
            long bytes = Math.Min(upTo, to) - from;
            if (bytes > 0)
            {
                _ofClient.Add((at, bytes));
                from += bytes;
            }
        }
    }

    /// <summary>When how many bytes of a connection had arrived.</summary>
    private static List<(long At, long UpTo)> Times(RecordedChunk[] chunks)
    {
        List<(long At, long UpTo)> times = [];
        long known = 0;
        long read = 0;
        foreach (RecordedChunk chunk in chunks)
        {
            read += chunk.Bytes.Length;
            long arrived = Math.Max(read, chunk.Waiting ?? 0);
            if (arrived > known)
            {
                known = arrived;
                times.Add((chunk.At, known));
            }
        }

        return times;
    }
}

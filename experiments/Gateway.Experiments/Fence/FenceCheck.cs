using System.Globalization;
using System.Text;
using System.Text.Json;
using HmisGateway.Experiments.Vendor;

namespace HmisGateway.Experiments.Fence;

/// <summary>Compares what a round was promised with what arrived.</summary>
internal sealed class FenceCheck(FenceCell cell, Subject subject, long answered)
{
    private readonly List<string> _violations = [];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Every promise that was not kept.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>What was counted.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>The mark of the last request among these bytes.</summary>
    public static string LastCanary(string received, Subject subject)
    {
        int start = received.LastIndexOf(subject.Canary + ".", StringComparison.Ordinal);
        return start < 0 ? "" : received[start..Math.Min(received.Length, received.IndexOf(' ', start) is var end and > 0 ? end : received.Length)];
    }

    /// <summary>How many marks of the round arrived.</summary>
    public static int CountOf(IEnumerable<RecordedChunk> chunks, Subject subject) =>
        Encoding.Latin1.GetString([.. chunks.SelectMany(static chunk => chunk.Bytes)]).AsSpan().Count(subject.Canary + ".");

    /// <summary>Nothing may have arrived after the answer.</summary>
    public void Received(IReadOnlyList<RecordedChunk> chunks)
    {
        long late = chunks.Where(chunk => chunk.At > answered).Sum(static chunk => chunk.Bytes.Length);
        _counts["bytes_before_answer"] = chunks.Where(chunk => chunk.At <= answered).Sum(static chunk => chunk.Bytes.Length);
        _counts["bytes_after_answer"] = late;
        if (late > 0)
        {
            double after = System.Diagnostics.Stopwatch.GetElapsedTime(answered, chunks.Max(static chunk => chunk.At)).TotalMilliseconds;
            _violations.Add(string.Create(CultureInfo.InvariantCulture, $"{late} bytes arrived after the answer, the last {after:0.0} ms after it"));
        }

        _counts["requests_received"] = CountOf(chunks, subject);
    }

    /// <summary>A vendor that read nothing may find only what had arrived when the answer came.</summary>
    public void Stalled(IReadOnlyDictionary<int, long> waiting, IReadOnlyDictionary<int, long> read)
    {
        long late = read.Sum(connection => Math.Max(0, connection.Value - waiting.GetValueOrDefault(connection.Key)));
        _counts["bytes_before_answer"] = waiting.Values.Sum();
        _counts["bytes_after_answer"] = late;
        if (late > 0)
        {
            _violations.Add(string.Create(CultureInfo.InvariantCulture, $"{late} bytes arrived after the answer, out of send queues"));
        }
    }

    /// <summary>The answer says how the forwards ended.</summary>
    public void Recorded(JsonElement recorded, bool isWaited)
    {
        string drained = recorded.GetProperty("drained").GetString()!;
        if (isWaited && drained != cell.Drained)
        {
            _violations.Add($"drained is {drained} and has to be {cell.Drained}");
        }
    }

    /// <summary>What was reset is an item in doubt that the agency sees; nothing else than that, an answer of the vendor or a refusal is answered.</summary>
    public async Task AnsweredAsync(IReadOnlyDictionary<string, SlowAnswer> answers, AgencyClient agency)
    {
        _counts["forwarded"] = answers.Values.Count(static answer => answer.Status == 200);
        _counts["kept_offline"] = answers.Values.Count(static answer => answer.Status == 403);
        _counts["in_doubt"] = answers.Values.Count(static answer => answer.Status == 409);
        foreach (SlowAnswer answer in answers.Values)
        {
            if (answer.Status is not (200 or 403 or 409))
            {
                _violations.Add($"a write was answered {answer.Status}: {answer.Body}");
            }
            else if (answer.Status == 409)
            {
                string receipt = answer.Body.GetProperty("receipt").GetString() ?? "none";
                (int status, JsonElement item) = await agency.SendAsync(HttpMethod.Get, $"/_gateway/v1/offline/{receipt}", body: null);
                if (status != 200 || item.GetProperty("status").GetString() != "in_doubt")
                {
                    _violations.Add($"the receipt of a reset forward shows {status}: {item}");
                }
            }
        }
    }
}

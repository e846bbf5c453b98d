using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HmisGateway.Experiments.Fence;

/// <summary>Fifty workers that send writes of one cell until they are told to stop, each with a canary of its own.</summary>
internal sealed class SlowForwards
{
    /// <summary>How many are in flight at a time.</summary>
    public const int Workers = 50;

    private readonly AgencyClient _agency;
    private readonly FenceCell _cell;
    private readonly Subject _subject;
    private readonly ConcurrentDictionary<string, long> _sent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SlowAnswer> _answers = new(StringComparer.Ordinal);
    private readonly Task[] _workers;
    private volatile bool _isStopped;

    private SlowForwards(AgencyClient agency, FenceCell cell, Subject subject)
    {
        _agency = agency;
        _cell = cell;
        _subject = subject;
        _workers = [.. Enumerable.Range(0, Workers).Select(WorkAsync)];
    }

    /// <summary>Those that were answered, by canary.</summary>
    public IReadOnlyDictionary<string, SlowAnswer> Answers => _answers;

    /// <summary>Starts sending.</summary>
    public static SlowForwards Start(AgencyClient agency, FenceCell cell, Subject subject) => new(agency, cell, subject);

    /// <summary>The canaries that had been sent and not been answered at a moment.</summary>
    public IReadOnlyList<string> InFlightAt(long at) =>
        [.. _sent.Where(sent => sent.Value <= at && (!_answers.TryGetValue(sent.Key, out SlowAnswer? answer) || answer.At > at)).Select(static sent => sent.Key)];

    /// <summary>Stops, and waits for what is on its way.</summary>
    public async Task StopAsync()
    {
        _isStopped = true;
        await Task.WhenAll(_workers);
    }

    private async Task WorkAsync(int worker)
    {
        await Task.Yield();
        for (int i = 0; !_isStopped; i++)
        {
            string canary = string.Create(CultureInfo.InvariantCulture, $"{_subject.Canary}.{worker}.{i}.");
            _sent[canary] = Stopwatch.GetTimestamp();
            (int status, JsonElement body) = _cell.Mentions
                ? await _agency.SendAsync(HttpMethod.Post, _cell.Path($"/clients/{AgencyClient.OtherVendorId}/client-notes"), Note(canary))
                : await _agency.SendAsync(HttpMethod.Put, _cell.Path($"/clients/{_subject.VendorId}"), Update(canary));
            _answers[canary] = new SlowAnswer(Stopwatch.GetTimestamp(), status, body);
        }
    }

    private string Note(string canary) => new JsonObject
    {
        ["clientNote"] = new JsonObject { ["title"] = "Visit", ["note"] = $"{canary} came with the client whose number is {_subject.Ssn}. {Filler()}", ["date"] = "10/10/2026" },
        ["fields"] = "id",
    }.ToJsonString();

    private string Update(string canary) => new JsonObject { ["client"] = new JsonObject { ["alias"] = $"{canary} {Filler()}" } }.ToJsonString();

    private string Filler() => new('x', _cell.BodyBytes);
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HmisGateway.Experiments.Rounds;
using HmisGateway.Experiments.Vendor;
using HmisGateway.Ledger;

namespace HmisGateway.Experiments.Crash;

/// <summary>Compares what the agency system was told, what the vendor received, and what is on the disk after the restart.</summary>
internal sealed class CrashCheck(AgencyTraffic agency, LedgerView ledger)
{
    private readonly List<string> _violations = [];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Promises that were not kept.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>What was checked, by name.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>True when the fault lets the gateway refuse with <c>503</c>, break a connection off, or not learn an id.</summary>
    public bool MayRefuse { get; init; }

    /// <summary>True when the gateway was started again behind the load, so that no intent may be open.</summary>
    public bool IsRestarted { get; init; } = true;

    /// <summary>The last marked request of the round that reached the vendor.</summary>
    public string LastCanary { get; private set; } = "";

    /// <summary>How many requests reached the vendor and were not answered.</summary>
    public int ForwardsInFlight { get; private set; }

    /// <summary>Notes a broken promise.</summary>
    public void Violated(FormattableString what) => _violations.Add(what.ToString(CultureInfo.InvariantCulture));

    /// <summary>When the fault struck, for messages.</summary>
    public long StruckAt { get; init; }

    /// <summary>Notes a number.</summary>
    public void Count(string name, long count) => _counts[name] = _counts.GetValueOrDefault(name) + count;

    /// <summary>The result of the round.</summary>
    /// <param name="cell">What was done to the gateway.</param>
    /// <param name="faultAtMs">When, after the load began.</param>
    /// <param name="inFlight">Requests that the fault met.</param>
    public RoundResult ToResult(string cell, double faultAtMs, int inFlight) => new()
    {
        Cell = cell,
        FaultAtMs = faultAtMs,
        InFlight = inFlight,
        ForwardsInFlight = ForwardsInFlight,
        LastCanary = LastCanary,
        Violations = Violations,
        Counts = Counts,
    };

    /// <summary>Everything that was acknowledged is there.</summary>
    /// <param name="answers">What the agency system heard.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task AcknowledgedAsync(IReadOnlyCollection<MarkedAnswer> answers, CancellationToken cancellationToken)
    {
        foreach (MarkedAnswer answer in answers)
        {
            switch (answer)
            {
                case { Status: null }:
                    Count("unanswered", 1);
                    break;
                case { Status: 403, Request.Kind: MarkedKind.Withheld }:
                    await ReceiptAsync(answer, cancellationToken);
                    break;
                case { Status: 200, Request.Kind: MarkedKind.Form }:
                    await FormAsync(answer, cancellationToken);
                    break;
                case { Status: 200, Request.Kind: MarkedKind.Create }:
                    await LearnedAsync(answer, cancellationToken);
                    break;
                case { Status: 200, Request.Kind: MarkedKind.Update or MarkedKind.Read }:
                    break;
                case { Status: 503 } when MayRefuse:
                    Count("refused", 1);
                    break;

                // Sent, and the copy could not be kept: the answer says so.
                case { Status: 409, Request.Kind: MarkedKind.Create or MarkedKind.Update } when MayRefuse:
                    Count("outcome_unknown", 1);
                    break;
                default:
                    Violated($"{answer.Request.Kind} {answer.Request.Mark} was answered {answer.Status}");
                    break;
            }
        }
    }

    /// <summary>Everything that reached the vendor had a durable intent, once, and nothing of a No Sharing client is in it.</summary>
    /// <param name="sent">What the agency system sent, by mark.</param>
    /// <param name="answers">What it heard.</param>
    /// <param name="arrived">What arrived at the vendor.</param>
    /// <param name="events">What the ledger gained.</param>
    public void Forwarded(
        IReadOnlyDictionary<string, MarkedRequest> sent,
        IReadOnlyCollection<MarkedAnswer> answers,
        IReadOnlyList<RecordedRequest> arrived,
        IReadOnlyList<JsonElement> events)
    {
        Dictionary<string, MarkedAnswer> heard = answers.ToDictionary(static answer => answer.Request.Mark, StringComparer.Ordinal);
        Dictionary<Guid, string> intents = LedgerView.Intents(events);
        Count("intents", intents.Count);
        if (IsRestarted)
        {
            Settled(intents.Keys, events);
        }


        // Answered ones first: their decision is known. Reads have no body, so that any open intent of a read would fit an unanswered one.
        foreach (RecordedRequest request in arrived.OrderBy(request => heard.GetValueOrDefault(MarkIn(request.Head))?.Decision is null))
        {
            string text = request.Head + Encoding.UTF8.GetString(request.Body);
            if (text.Contains(AgencyTraffic.Canary, StringComparison.Ordinal))
            {
                Violated($"bytes of a No Sharing client arrived: {request.Method}");
            }

            MarkedRequest? original = sent.GetValueOrDefault(MarkIn(request.Head));
            if (original is null)
            {
                Violated($"an unknown request arrived: {request.Method} of {request.Head.Length} bytes");
                continue;
            }

            Count("forwards", 1);
            MarkedAnswer? answer = heard.GetValueOrDefault(original.Mark);
            ForwardsInFlight += answer?.Status is null ? 1 : 0;
            if (answer?.Status is 503)
            {
                Violated($"{original.Kind} {original.Mark} was answered 503 and arrived");
            }

            Guid[] candidates = answer?.Decision is { } known ? [known] : [.. intents.Keys];
            Guid intent = candidates.FirstOrDefault(id => intents.TryGetValue(id, out string? digest) && digest == ledger.Digest(id, original.Body));
            if (!intents.Remove(intent))
            {
                Violated($"{original.Kind} {original.Mark} was forwarded without a durable intent, or twice; answered {(answer is null ? 0 : Stopwatch.GetElapsedTime(StruckAt, answer.At).TotalMilliseconds):0.0} ms after the fault");
            }
        }

        LastCanary = arrived.Count > 0 ? MarkIn(arrived[^1].Head) : "";
        Count("forwards_answered", answers.Count(static answer => answer is { Status: 200, Request.Kind: not MarkedKind.Form }));
    }

    /// <summary>After a restart no intent is open: it has its outcome, or is in doubt.</summary>
    private void Settled(IEnumerable<Guid> intents, IReadOnlyList<JsonElement> events)
    {
        HashSet<Guid> ended = [.. events.Where(static one => LedgerView.Kind(one) is LedgerEventKind.ForwardOutcome or LedgerEventKind.InDoubt).Select(LedgerView.Decision)];
        Count("in_doubt", events.Count(static one => LedgerView.Kind(one) == LedgerEventKind.InDoubt));
        foreach (Guid open in intents.Where(intent => !ended.Contains(intent)))
        {
            Violated($"the intent {open} is neither ended nor in doubt");
        }
    }

    private static string MarkIn(string head)
    {
        const string Header = "User-Agent: ";
        int start = head.IndexOf(Header, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return "";
        }

        start += Header.Length;
        int end = head.IndexOf("\r\n", start, StringComparison.Ordinal);
        return end < 0 ? head[start..] : head[start..end];
    }

    private async Task ReceiptAsync(MarkedAnswer answer, CancellationToken cancellationToken)
    {
        Count("receipts", 1);
        using JsonDocument problem = JsonDocument.Parse(answer.Body);
        byte[]? content = await agency.ReadBackAsync(problem.RootElement.GetProperty("receipt").GetGuid(), cancellationToken);
        if (content is null)
        {
            Violated($"the receipt of {answer.Request.Mark}, heard {Stopwatch.GetElapsedTime(StruckAt, answer.At).TotalMilliseconds:0.0} ms after the fault, leads nowhere");
        }
        else if (!content.AsSpan().SequenceEqual(answer.Request.Body))
        {
            Violated($"the content of {answer.Request.Mark} is not what was sent");
        }
    }

    private async Task FormAsync(MarkedAnswer answer, CancellationToken cancellationToken)
    {
        Count("forms", 1);
        using JsonDocument recorded = JsonDocument.Parse(answer.Body);
        int version = recorded.RootElement.GetProperty("version").GetInt32();
        MarkedAnswer onFile = await agency.SendAsync(
            new MarkedRequest("check", MarkedKind.Form, HttpMethod.Get, answer.Request.Path, null, []), cancellationToken);
        using JsonDocument forms = JsonDocument.Parse(onFile.Body);
        if (!forms.RootElement.GetProperty("history").EnumerateArray().Any(form => form.GetProperty("version").GetInt32() == version))
        {
            Violated($"form {version} of {answer.Request.Mark} is not on file");
        }
    }

    /// <summary>The id that the vendor's answer taught leads to the client: asked as a what-if, which sends nothing.</summary>
    private async Task LearnedAsync(MarkedAnswer answer, CancellationToken cancellationToken)
    {
        Count("learned", 1);
        using JsonDocument created = JsonDocument.Parse(answer.Body);
        int id = created.RootElement.GetProperty("id").GetInt32();
        string question = string.Create(
            CultureInfo.InvariantCulture, $$"""{"method":"PUT","path":"/clients/{{id}}","contentType":"application/json","body":"{{Convert.ToBase64String("{}"u8)}}"}""");
        MarkedAnswer preview = await agency.SendAsync(
            new MarkedRequest("check", MarkedKind.Form, HttpMethod.Post, "/_gateway/v1/decisions", null, Encoding.UTF8.GetBytes(question)), cancellationToken);
        if (!preview.Body.Contains("\"forward\"", StringComparison.Ordinal) && MayRefuse)
        {
            Count("not_learned", 1);
        }
        else if (!preview.Body.Contains("\"forward\"", StringComparison.Ordinal))
        {
            Violated($"the id that {answer.Request.Mark} taught leads nowhere: {preview.Status}");
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Keys;

namespace HmisGateway.EndToEndTests.Crash;

/// <summary>
/// Compares what senders were told with what the vendor received, what the offline queue keeps and what the ledger says. Each write must be
/// forwarded, kept offline, in doubt, or with its sender still; and in no two of these places unless nobody can know better.
/// </summary>
internal sealed partial class Conservation(ServingGateway gateway, string database, IReadOnlyCollection<LoadedWrite> writes)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _violations = new();
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private Dictionary<string, int> _arrived = [];
    private ForwardEvidence _evidence = new();

    /// <summary>
    /// True where a gateway was killed: what it had forwarded and answered is in doubt as well when its outcome was not durable yet, because an
    /// answer does not wait for that.
    /// </summary>
    public bool MayDoubtAnswered { get; init; }

    /// <summary>Every promise that was not kept, in words.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>How many writes there were of each kind.</summary>
    public string Summary => string.Join(", ", _counts.Select(static count => $"{count.Key} {count.Value}"));

    /// <summary>How many writes there were of a kind.</summary>
    public int CountOf(string kind) => _counts.GetValueOrDefault(kind);

    /// <summary>Compares.</summary>
    public async Task CheckAsync()
    {
        // :: Step 1: a replica that ended has been settled for
        _evidence = await UntilSettledAsync();

        // :: Step 2: what is where
        _arrived = gateway.Vendor.TextByConnection.SelectMany(static text => Mark().Matches(text))
            .GroupBy(static mark => mark.Groups[1].Value).ToDictionary(static marks => marks.Key, static marks => marks.Count());
        HashSet<Guid> held = await ListAsync("held");
        HashSet<Guid> inDoubt = await ListAsync("in_doubt");

        // :: Step 3: every write, by what its sender heard
        foreach (LoadedWrite write in writes)
        {
            if (_arrived.GetValueOrDefault(write.Mark) > 1)
            {
                Violated($"{write.Mark} was sent {_arrived[write.Mark]} times");
            }

            Check(write, inDoubt);
        }

        // :: Step 4: every item, by whose it is
        await EnsureReadableAsync();
        Dictionary<Guid, LoadedWrite> answered = writes.Where(static write => write.Decision is not null).ToDictionary(static write => write.Decision!.Value);
        Explain(held, "held", answered, write => write is { IsWithheld: true, Answer: null or { Status: 403 or 503 } });
        Explain(inDoubt, "in doubt", answered, write => write is { IsWithheld: false } && (write.Answer is null or { Status: 409 } || (MayDoubtAnswered && write.Answer is { Status: 200 })));
        Count("queue_held", held.Count);
        Count("queue_in_doubt", inDoubt.Count);
    }

    private void Check(LoadedWrite write, HashSet<Guid> inDoubt)
    {
        bool hasArrived = _arrived.ContainsKey(write.Mark);
        Count("sent", 1);
        if (write.IsWithheld && hasArrived)
        {
            Violated($"{write.Mark} is about a client with No Sharing and arrived");
        }

        switch (write.Answer)
        {
            case { Status: 200 } when !write.IsWithheld:
                Count("forwarded", 1);
                if (!hasArrived || !_evidence.Intents.ContainsKey(write.Decision!.Value))
                {
                    Violated($"{write.Mark} was answered 200; arrived: {hasArrived}, decision {write.Decision}");
                }

                break;
            case { Status: 403 } when write.IsWithheld:
                Count("offline", 1);
                break;
            case { Status: 409 } when !write.IsWithheld && write.Receipt is { } receipt:
                Count("in_doubt", 1);
                if (!inDoubt.Contains(receipt))
                {
                    Violated($"{write.Mark} was answered 409, and its receipt {receipt} is not in doubt");
                }

                break;
            case { Status: 409 } when !write.IsWithheld:
                // The answer says that no copy could be kept: its sender has the only one, and the ledger says that nobody knows.
                Count("in_doubt_without_copy", 1);
                if (write.Decision is not { } decision || _evidence.Outcomes.GetValueOrDefault(decision) != "unknown")
                {
                    Violated($"{write.Mark} was answered 409 without a copy, and the ledger says otherwise: {write.Decision}");
                }

                break;
            case { Status: 503 }:
                Count("refused", 1);
                if (hasArrived)
                {
                    Violated($"{write.Mark} was answered 503 and arrived");
                }

                break;
            case null when hasArrived:
                Count("unanswered_and_arrived", 1);
                EnsureIntended(write);
                break;
            case null:
                Count("unanswered", 1);
                break;
            default:
                Violated($"{write.Mark} was answered {write.Answer.Status}: {write.Answer.Text}");
                break;
        }
    }

    /// <summary>An intent of this very body, which has ended or is in doubt: that no intent is open was seen before.</summary>
    private void EnsureIntended(LoadedWrite write)
    {
        if (FindIntent(write) is null)
        {
            Violated($"{write.Mark} arrived without a durable intent");
        }
    }

    private Guid? FindIntent(LoadedWrite write)
    {
        using KeySet keys = new KeyFolder(Path.Combine(gateway.DataDirectory, "keys")).Read();
        foreach ((Guid decision, string digest) in _evidence.Intents)
        {
            if (ForwardEvidence.Digest(keys, decision, write.Body) == digest)
            {
                return decision;
            }
        }

        return null;
    }

    /// <summary>Each item belongs to a write whose sender was told so, or was told nothing.</summary>
    private void Explain(HashSet<Guid> items, string what, Dictionary<Guid, LoadedWrite> answered, Func<LoadedWrite, bool> isRight)
    {
        HashSet<Guid?> unanswered = [.. writes.Where(static write => write is { Answer: null, IsWithheld: false }).Select(FindIntent)];
        int nobodys = 0;
        foreach (Guid item in items)
        {
            if (answered.TryGetValue(item, out LoadedWrite? write))
            {
                if (!isRight(write))
                {
                    Violated($"{write.Mark} was answered {write.Answer!.Status}, and is {what} too: {Outcome(item)}");
                }
            }
            else if (!unanswered.Contains(item))
            {
                nobodys++;
            }
        }

        // What was kept for a sender whose connection broke has no other name here.
        int mayBe = what == "held" ? writes.Count(static write => write is { Answer: null, IsWithheld: true }) : 0;
        if (nobodys > mayBe)
        {
            Violated($"{nobodys} items are {what}, and only {mayBe} writes could be theirs");
        }
    }

    private string Outcome(Guid decision) => _evidence.Outcomes.GetValueOrDefault(decision, "no outcome");

    /// <summary>Every receipt that anybody heard leads to what was sent.</summary>
    private async Task EnsureReadableAsync()
    {
        ParallelOptions few = new() { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(writes.Where(static write => write.Receipt is not null), few, async (write, _) =>
        {
            Answer content = await gateway.SendAsync("GET", $"/_gateway/v1/offline/{write.Receipt}/content", null, null,
                ("Hmis-Gateway-Actor", "test"), ("Hmis-Gateway-Reason", "acceptance-test"));
            if (content.Status != 200 || !content.Body.AsSpan().SequenceEqual(write.Body))
            {
                Violated($"the receipt {write.Receipt} of {write.Mark} is answered {content.Status}");
            }
        });
    }

    private async Task<ForwardEvidence> UntilSettledAsync()
    {
        using PeriodicTimer timer = new(s_poll);
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            ForwardEvidence evidence = await ForwardEvidence.ReadAsync(database);
            if (evidence.Open.Count == 0)
            {
                return evidence;
            }

            if (TimeProvider.System.GetElapsedTime(began) > s_patience)
            {
                foreach (Guid open in evidence.Open)
                {
                    LoadedWrite? write = writes.FirstOrDefault(write => write.Decision == open);
                    Violated($"the intent {open} has no outcome and is not in doubt; its sender heard {write?.Answer?.Status.ToString(CultureInfo.InvariantCulture) ?? "nothing"}");
                }

                return evidence;
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task<HashSet<Guid>> ListAsync(string status)
    {
        HashSet<Guid> receipts = [];
        string after = "";
        while (true)
        {
            JsonNode page = (await gateway.SendAsync("GET", $"/_gateway/v1/offline?status={status}&limit=100{after}")).Json;
            receipts.UnionWith(page["items"]!.AsArray().Select(static item => Guid.Parse(item!["receipt"]!.GetValue<string>())));
            if (page["nextCursor"]?.GetValue<string>() is not { } cursor)
            {
                return receipts;
            }

            after = "&after=" + Uri.EscapeDataString(cursor);
        }
    }

    private void Count(string kind, int count) => _counts[kind] = _counts.GetValueOrDefault(kind) + count;

    private void Violated(FormattableString what) => _violations.Enqueue(what.ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex("""
        "alias":"(w\d+-\d+)"
        """)]
    private static partial Regex Mark();
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace HmisGateway.Experiments.Revocation;

/// <summary>Compares what a round was promised with what arrived and with what is kept.</summary>
/// <param name="cell">The variation.</param>
/// <param name="agency">The agency system.</param>
/// <param name="replica">Whom it asks.</param>
/// <param name="recovered">Receipts of items in doubt that earlier rounds have counted.</param>
internal sealed class RevocationCheck(RevocationCell cell, ReplicaClient agency, Replica replica, HashSet<string> recovered)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(20);
    private readonly List<string> _violations = [];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Every promise that was not kept.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>What was counted.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Notes a broken promise.</summary>
    public void Violated(FormattableString what) => _violations.Add(what.ToString(CultureInfo.InvariantCulture));

    /// <summary>Notes a number.</summary>
    public void Count(string name, long count) => _counts[name] = _counts.GetValueOrDefault(name) + count;

    /// <summary>Nothing may have arrived after the acknowledgement, and it tells truthfully how the forwards ended.</summary>
    /// <param name="acknowledged">The acknowledgement, or null.</param>
    /// <param name="arrivals">What arrived.</param>
    /// <param name="answersLate">True when the vendor answered while the choice waited.</param>
    /// <param name="wasAtOnce">True when the choice was sent as soon as the fault had struck.</param>
    public void Acknowledged(Acknowledgement? acknowledged, Arrivals arrivals, bool answersLate, bool wasAtOnce)
    {
        Count("bytes", arrivals.Bytes);
        if (acknowledged is null)
        {
            Violated($"the choice was never acknowledged");
            return;
        }

        long late = arrivals.BytesAfter(acknowledged.At);
        Count("bytes_after", late);
        if (late > 0)
        {
            Violated($"{late} bytes arrived after the acknowledgement, the last {Stopwatch.GetElapsedTime(acknowledged.At, arrivals.LastAt!.Value).TotalMilliseconds:0.0} ms after it");
        }

        bool hadPermits = cell.Point != RevocationPoint.AfterDecision;
        bool wereSent = cell.Point is RevocationPoint.MidBody or RevocationPoint.BeforeAnswer;
        bool isTruth = acknowledged.Drained switch
        {
            // The vendor answered none of them.
            "explicit" when wereSent && !answersLate => false,

            // A replica that is stopped, cut off or dead cannot say how its forwards ended.
            "explicit" or "cancelled" when cell is { Replicas: > 1, Fault: RevocationFault.Stop or RevocationFault.Cut or RevocationFault.Kill } && hadPermits => false,
            "none" when cell is { Replicas: > 1, Fault: RevocationFault.Stop or RevocationFault.Cut or RevocationFault.Kill } && hadPermits && wasAtOnce => false,

            // They were under way.
            "none" when wereSent && !answersLate && cell.Fault is RevocationFault.None or RevocationFault.Slow or RevocationFault.Clock => false,
            "none" or "explicit" or "cancelled" or "lease" => true,
            _ => false,
        };
        if (!isTruth)
        {
            Violated($"drained is '{acknowledged.Drained}', which cannot be");
        }
    }

    /// <summary>Each write is forwarded, kept offline, in doubt, or refused with nothing sent; and what was kept is there.</summary>
    public async Task AnsweredAsync(IReadOnlyList<RevocationWrite> writes, Arrivals arrivals, CancellationToken cancellationToken)
    {
        Count("sent", writes.Count);
        int lost = 0;
        foreach (RevocationWrite write in writes)
        {
            bool hasArrived = arrivals.Canaries.Contains(write.Canary);
            switch (write.Answer)
            {
                case { Status: 200 }:
                    Count("forwarded", 1);
                    if (!arrivals.Whole.Contains(write.Canary))
                    {
                        Violated($"{write.Canary} was answered 200 and did not arrive");
                    }

                    break;
                case { Status: 403 } answer:
                    Count("offline", 1);
                    NothingArrived(write, hasArrived);
                    await KeptAsync(write, answer, isInDoubt: false);
                    break;
                case { Status: 409 } answer when cell.MayRefuse && answer.Text("receipt") is null:
                    // The database was away when the forward ended: the answer says that no copy could be saved, and the ledger that nobody knows the outcome.
                    Count("in_doubt_without_receipt", 1);
                    break;
                case { Status: 409 } answer:
                    Count("in_doubt", 1);
                    await KeptAsync(write, answer, isInDoubt: true);
                    break;
                case { Status: 502 or 503 } when cell.MayRefuse:
                    Count("refused", 1);
                    NothingArrived(write, hasArrived);
                    break;
                case null or { Status: 0 } when cell.MayRefuse:
                    if (hasArrived)
                    {
                        lost++;
                    }
                    else
                    {
                        Count("unanswered_nothing_sent", 1);
                    }

                    break;
                default:
                    Violated($"{write.Canary} was answered {write.Answer}");
                    break;
            }
        }

        // An outcome is durable after the answer: what was answered last before the replica or its database was gone may be in doubt as well.
        int mayBeInDoubt = writes.Count(write => write.Answer is null or { Status: 0 }
            || (write.Answer is { Status: 409 } answer && answer.Text("receipt") is null)
            || (cell.MayRefuse && write.Answer is { Status: 200 }));
        await RecoveredAsync(lost, mayBeInDoubt, cancellationToken);
    }

    /// <summary>How many items in doubt without a content there are that nobody has counted yet.</summary>
    public async Task<int> FindRecoveredAsync()
    {
        int found = 0;
        string after = "";
        while (true)
        {
            ReplicaAnswer page = await agency.SendAsync(replica, HttpMethod.Get, "/_gateway/v1/offline?status=in_doubt&limit=100" + after);
            if (page.Status != 200)
            {
                return found;
            }

            using JsonDocument document = JsonDocument.Parse(page.Content);
            found += document.RootElement.GetProperty("items").EnumerateArray()
                .Count(item => item.GetProperty("bytes").GetInt64() == 0 && recovered.Add(item.GetProperty("receipt").GetString()!));
            if (!document.RootElement.TryGetProperty("nextCursor", out JsonElement cursor) || cursor.GetString() is not { } next)
            {
                return found;
            }

            after = "&after=" + Uri.EscapeDataString(next);
        }
    }

    private void NothingArrived(RevocationWrite write, bool hasArrived)
    {
        if (hasArrived)
        {
            Violated($"{write.Canary} was answered {write.Answer!.Status} and arrived");
        }
    }

    private async Task KeptAsync(RevocationWrite write, ReplicaAnswer answer, bool isInDoubt)
    {
        if (answer.Text("receipt") is not { } receipt)
        {
            Violated($"{write.Canary} got no receipt: {answer}");
            return;
        }

        ReplicaAnswer content = await agency.SendAsync(replica, HttpMethod.Get, $"/_gateway/v1/offline/{receipt}/content");
        if (content.Status != 200 || !content.Content.AsSpan().SequenceEqual(write.Body))
        {
            Violated($"the content of {write.Canary}, receipt {receipt}, is not there: {content.Status}");
            return;
        }

        Count("receipts", 1);
        ReplicaAnswer item = await agency.SendAsync(replica, HttpMethod.Get, $"/_gateway/v1/offline/{receipt}");
        if (isInDoubt != (item.Text("status") == "in_doubt"))
        {
            Violated($"the receipt of {write.Canary}, answered {answer.Status}, shows {item}");
        }
    }

    /// <summary>
    /// What arrived and was never answered, because its gateway was killed, is in doubt once somebody has looked after it: an item without
    /// content, because a body that was forwarded is not kept.
    /// </summary>
    private async Task RecoveredAsync(int lost, int mayBeInDoubt, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        int found = await FindRecoveredAsync();
        while (found < lost && TimeProvider.System.GetElapsedTime(began) < Recovery)
        {
            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
            found += await FindRecoveredAsync();
        }

        Count("in_doubt_after_recovery", found);
        if (found < lost)
        {
            Violated($"{lost} writes arrived and were never answered; only {found} of them are in doubt");
        }
        else if (found > mayBeInDoubt)
        {
            Violated($"{found - mayBeInDoubt} writes are in doubt that were answered otherwise");
        }
    }
}

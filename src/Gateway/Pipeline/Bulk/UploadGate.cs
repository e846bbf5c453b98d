using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Forwarding;
using HmisGateway.Pipeline.Splitting;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Steps 3 to 9a for an upload: what may not be forwarded is taken out and kept, then the rest is forwarded.</summary>
internal sealed class UploadGate(
    UploadDeliberator deliberator, OutsideChoices outside, UploadParts parts, PartKeeper keeper, PermittedForward forward, TimeProvider time)
{
    /// <summary>How often choices may change while an upload is taken apart before it is held instead.</summary>
    private const int MaxAttempts = 5;

    /// <summary>Decides about an upload, and forwards what may be.</summary>
    /// <param name="exchange">The upload.</param>
    /// <param name="next">The forwarding step.</param>
    /// <returns>The deliberation that counts: the upload was answered, or it is to be diverted whole.</returns>
    public async Task<Deliberation> DecideAsync(GateExchange exchange, RequestDelegate next)
    {
        long startedAt = time.GetTimestamp();
        Deliberation? deliberation;
        int attempt = 0;
        do
        {
            // The tables of the attempt before are let go of, so that never two are in memory.
            deliberation = null;
            deliberation = await AttemptAsync(exchange, startedAt, next);
            UploadGarbage.Collect(deliberation.Split?.Clients.Count ?? 0);
        }
        while (deliberation is { Decision: ConsentDecision.Divert, IsOutdated: true } && ++attempt < MaxAttempts);

        return deliberation;
    }

    private async Task<Deliberation> AttemptAsync(GateExchange exchange, long startedAt, RequestDelegate next)
    {
        exchange.Kept = null;
        Deliberation deliberation = await deliberator.DeliberateAsync(exchange.Request, exchange.Upload!.Spool);
        exchange.DecisionTime = time.GetElapsedTime(startedAt);
        using UploadSplit? split = deliberation.Split;

        // Who the clients are is known only now; what an outside source says of them counts in the next attempt.
        if (await outside.AskAsync(exchange, deliberation))
        {
            return deliberation with { Decision = ConsentPolicy.Withhold([]), IsOutdated = true };
        }

        if (deliberation.Decision is not ConsentDecision.Forward)
        {
            return deliberation;
        }

        if (split is { IsWhole: false })
        {
            if (exchange.Resubmits is not null)
            {
                // What is sent again is sent completely or not at all.
                return deliberation with { Decision = split.FirstReason() };
            }

            exchange.Kept = await keeper.KeepAsync(exchange, deliberation, split, parts.Read(exchange, deliberation, split));
            UploadGarbage.Collect(split.Clients.Count);
        }

        deliberation = await deliberator.LookAgainAsync(deliberation);
        return deliberation.Decision is ConsentDecision.Forward ? await forward.TryForwardAsync(exchange, deliberation, next) : deliberation;
    }
}

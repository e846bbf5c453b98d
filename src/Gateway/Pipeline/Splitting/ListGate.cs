using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Enumeration;
using HmisGateway.Pipeline.Forwarding;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Splitting;

/// <summary>Steps 7 to 9a for a request whose rule says <c>split</c>: elements that may not be forwarded are taken out and kept, then the rest is forwarded.</summary>
internal sealed class ListGate(
    OutsideChoices choices, ListDeliberator lists, ListParts parts, PartKeeper keeper, EnumerationWatch enumeration, PermittedForward forward)
{
    /// <summary>How often choices may change while a list is taken apart before it is held instead.</summary>
    private const int MaxAttempts = 5;

    /// <summary>Forwards what may be.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="whole">What was found out about it.</param>
    /// <param name="next">The forwarding step.</param>
    /// <returns>The deliberation that counts: the request was answered, or it is to be diverted whole.</returns>
    public async Task<Deliberation> DecideAsync(GateExchange exchange, Deliberation whole, RequestDelegate next)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            exchange.Kept = null;
            Deliberation deliberation = whole.Decision is ConsentDecision.Forward ? whole
                : await lists.SplitAsync(exchange.Request, exchange.Body.Memory, whole);
            if (deliberation.Decision is not ConsentDecision.Forward)
            {
                return whole;
            }

            if (deliberation.List is { } split)
            {
                exchange.Kept = await keeper.KeepAsync(exchange, deliberation, split, await parts.MakeAsync(exchange, deliberation, split));
                Watch(exchange, split);
            }

            deliberation = await forward.TryForwardAsync(exchange, deliberation, next);
            if (deliberation.Decision is not ConsentDecision.Divert withheld)
            {
                return deliberation;
            }

            if (!deliberation.IsOutdated)
            {
                return Withhold(whole, withheld);
            }

            // Somebody's choice changed between decision and fence.
            whole = await choices.DeliberateAsync(exchange);
        }

        return Withhold(whole, ConsentPolicy.Withhold(whole.Records));
    }

    private static Deliberation Withhold(Deliberation whole, ConsentDecision.Divert withheld) =>
        whole.Decision is ConsentDecision.Divert ? whole : whole with { Decision = withheld };

    private void Watch(GateExchange exchange, ListSplit split)
    {
        foreach (int element in split.Removed)
        {
            if (split.ReasonOf(element) is { Code: DivertCode.ConsentNotConfirmed })
            {
                enumeration.Refused(exchange.Agency.Id, split.Alone[element]);
            }
        }
    }
}

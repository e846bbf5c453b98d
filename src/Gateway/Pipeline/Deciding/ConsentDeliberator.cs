using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using Microsoft.Extensions.Options;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>Steps 3 to 6: classify, read, attribute, decide. Changes nothing, so that live traffic and previews share it.</summary>
internal sealed class ConsentDeliberator(
    VendorDirectory vendors, ClientAttributor attributor, RoiCalendar calendar, IOptions<GatewayOptions> options)
{
    /// <summary>Deliberates about a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its decoded body.</param>
    /// <param name="bodyProblem">Why the body could not be decoded, or null.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async ValueTask<Deliberation> DeliberateAsync(
        InspectedRequest request, ReadOnlyMemory<byte> body, UnreadableReason? bodyProblem, CancellationToken cancellationToken)
    {
        // :: Step 3: classify
        RequestTargetReading parsed = RequestTarget.Parse(request.RawTarget);
        if (parsed is not RequestTargetReading.Canonical { Target: { } rawTarget })
        {
            return Unreadable(request.Agency, DivertReason.AmbiguousRequest, ((RequestTargetReading.NotCanonical)parsed).Reason);
        }

        if (request.FrontProblem is { } ambiguity)
        {
            return Unreadable(request.Agency, DivertReason.AmbiguousRequest, ambiguity);
        }

        if (vendors.Find(request.Host, rawTarget) is not { } destination)
        {
            return new Deliberation { Decision = ConsentPolicy.Unclassified(IsVictimService(request.Agency), DivertReason.NoRule) };
        }

        RouteClassification classification = destination.Vendor.Profile.Classify(
            request.Method, destination.Target, request.ContentType, hasBody: body.Length > 0 || bodyProblem is not null);
        if (classification is not RouteClassification.Matched match)
        {
            DivertReason reason = ((RouteClassification.Unclassified)classification).Reason;
            return new Deliberation
            {
                Decision = ConsentPolicy.Unclassified(IsVictimService(request.Agency), reason),
                Destination = destination,
            };
        }

        // :: Step 4: read
        PayloadReading reading = bodyProblem is { } problem
            ? new PayloadReading.Unreadable(problem)
            : RequestReader.Read(match, destination.Target, request.Header, body.Span);
        if (reading is not PayloadReading.Readable { Records: { } records })
        {
            UnreadableReason why = ((PayloadReading.Unreadable)reading).Reason;
            return Unreadable(request.Agency, DivertReason.Unreadable, why) with { Destination = destination, Rule = match.Rule };
        }

        // :: Step 5: attribute
        Attribution attribution = await attributor.AttributeAsync(request.Agency.Id, destination.Vendor.Name, records, cancellationToken);

        // :: Step 6: decide
        return Decide(request, destination, match.Rule, attribution);
    }

    /// <summary>Steps 5 and 6 alone: attributes and decides again, as under the fence.</summary>
    public async ValueTask<Deliberation> ReconsiderAsync(InspectedRequest request, Deliberation earlier, CancellationToken cancellationToken)
    {
        // INVARIANT: everything that a decision reads stands in this comparison: the registry (by its version) and the day. Whatever else a
        // decision comes to read, such as an index of protected identifiers that is filled after the registry's commit, needs a version of its own here, or
        // a forward that was decided between the two would keep its stale decision under the fence.
        if (earlier.Today == Today(request) && attributor.IsCurrent(earlier.Attribution!))
        {
            return earlier;
        }

        Attribution attribution = await attributor.AttributeAgainAsync(earlier.Attribution!, cancellationToken);
        return Decide(request, earlier.Destination!.Value, earlier.Rule!, attribution);
    }

    private DateOnly Today(InspectedRequest request) => request.AsOf ?? calendar.Today;

    private static bool IsVictimService(Agency agency) => agency.Type != AgencyType.Standard;

    private static Deliberation Unreadable(Agency agency, DivertReason reason, UnreadableReason why) =>
        new() { Decision = ConsentPolicy.Unreadable(IsVictimService(agency), reason), Unreadable = why };

    private Deliberation Decide(InspectedRequest request, VendorTarget destination, RouteRule rule, Attribution attribution)
    {
        DateOnly today = Today(request);
        ConsentDecision decision = ConsentPolicy.Decide(new DecisionRequest
        {
            AgencyId = request.Agency.Id,
            IsVictimServiceProvider = IsVictimService(request.Agency),
            Operation = rule.Operation,
            Records = attribution.Records,
            Histories = attribution.Histories,
            Today = today,
            ForwardDeletes = options.Value.ForwardDeletes,
        });
        return new Deliberation
        {
            Decision = decision,
            Destination = destination,
            Rule = rule,
            Attribution = attribution,
            Today = today,
        };
    }
}

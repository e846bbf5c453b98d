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
    VendorDirectory vendors,
    ClientAttributor attributor,
    ProtectedClients protectedClients,
    RoiCalendar calendar,
    AttachmentsOptions attachments,
    ConsentOptions consent,
    IOptions<GatewayOptions> options)
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
        Deliberation classified = Classify(request, hasBody: body.Length > 0 || bodyProblem is not null, out RouteClassification.Matched? match);
        if (match is null)
        {
            return classified;
        }

        VendorTarget destination = classified.Destination!.Value;

        // :: Step 4: read
        PayloadReading reading = bodyProblem is { } problem
            ? new PayloadReading.Unreadable(problem)
            : RequestReader.Read(match, destination.Target, request.Header, body.Span, protectedClients.Key);
        if (reading is PayloadReading.Readable { HasOpaque: true } && attachments.Opaque == OpaqueAttachments.Divert)
        {
            reading = new PayloadReading.Unreadable(UnreadableReason.OpaqueAttachment);
        }

        if (reading is not PayloadReading.Readable readable)
        {
            return Unread(request.Agency, reading) with { Destination = destination, Rule = match.Rule, Operation = match.Rule.Operation };
        }

        // :: Step 5: attribute
        Attribution attribution = await attributor.AttributeAsync(request.Agency.Id, destination.Vendor.Name, readable.Records, cancellationToken);

        // :: Step 6: decide
        Operation operation = readable.Operation ?? match.Rule.Operation;
        return await DecideAsync(request, destination, match.Rule, operation, attribution, readable.Swept, readable.Rebuilt, cancellationToken);
    }

    /// <summary>Step 3 alone: which vendor and which rule.</summary>
    /// <param name="request">The request.</param>
    /// <param name="hasBody">Whether it has a body.</param>
    /// <param name="match">The rule that covers it; null when none does.</param>
    /// <returns>What is known so far; the decision is one to divert.</returns>
    public Deliberation Classify(InspectedRequest request, bool hasBody, out RouteClassification.Matched? match)
    {
        match = null;
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

        RouteClassification classification = destination.Vendor.Classify(
            request.Method, destination.Target, request.ContentType, hasBody);
        match = classification as RouteClassification.Matched;
        if (match is null)
        {
            DivertReason reason = ((RouteClassification.Unclassified)classification).Reason;
            return new Deliberation
            {
                Decision = ConsentPolicy.Unclassified(IsVictimService(request.Agency), reason),
                Destination = destination,
            };
        }

        return new Deliberation
        {
            Decision = ConsentPolicy.Unclassified(IsVictimService(request.Agency), DivertReason.NoRule),
            Destination = destination,
            Rule = match.Rule,
            Operation = match.Rule.Operation,
        };
    }

    /// <summary>The deliberation about a request that cannot be read in one way only.</summary>
    public static Deliberation Unreadable(Agency agency, DivertReason reason, UnreadableReason why) =>
        new() { Decision = ConsentPolicy.Unreadable(IsVictimService(agency), reason), Unreadable = why };

    /// <summary>Steps 5 and 6 alone, as under the fence: attributes and decides again. After a profile was loaded anew, all steps.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its decoded body.</param>
    /// <param name="earlier">A deliberation about it that ended in a forward.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async ValueTask<Deliberation> ReconsiderAsync(
        InspectedRequest request, ReadOnlyMemory<byte> body, Deliberation earlier, CancellationToken cancellationToken)
    {
        // INVARIANT: everything that a decision reads stands in these comparisons: the profile (by the vendor that holds it), the registry (by its
        // version), the protected identifiers, which are filled after the registry's commit (by a version of their own), and the day. Whatever
        // else a decision comes to read needs a version here, or a forward that was decided before it changed would keep its stale decision
        // under the fence.
        if (!vendors.IsCurrent(earlier.Destination!.Value.Vendor))
        {
            return await DeliberateAsync(request, body, bodyProblem: null, cancellationToken);
        }

        if (earlier.Today == Today(request) && earlier.ProtectedVersion == protectedClients.Version && attributor.IsCurrent(earlier.Attribution!))
        {
            return earlier;
        }

        Attribution attribution = await attributor.AttributeAgainAsync(earlier.Attribution!, cancellationToken);
        return await DecideAsync(
            request, earlier.Destination.Value, earlier.Rule!, earlier.Operation!.Value, attribution, earlier.Swept, earlier.Rebuilt, cancellationToken);
    }

    private DateOnly Today(InspectedRequest request) => request.AsOf ?? calendar.Today;

    private static bool IsVictimService(Agency agency) => agency.Type != AgencyType.Standard;

    private static Deliberation Unread(Agency agency, PayloadReading reading) => reading is PayloadReading.Unreadable { Reason: { } why }
        ? Unreadable(agency, DivertReason.Unreadable, why)
        : new()
        {
            Decision = ConsentPolicy.Unclassified(IsVictimService(agency), DivertReason.NoRule),
            NotCovered = (reading as PayloadReading.NotCovered)?.Part,
        };

    private async ValueTask<Deliberation> DecideAsync(
        InspectedRequest request,
        VendorTarget destination,
        RouteRule rule,
        Operation operation,
        Attribution attribution,
        SweptIdentifiers swept,
        RebuiltBody? rebuilt,
        CancellationToken cancellationToken)
    {
        DateOnly today = Today(request);
        long protectedVersion = protectedClients.Version;
        IReadOnlyList<ProtectedMention> mentions = await protectedClients.FindAsync(
            request.Agency.Id, destination.Vendor.Name, operation, swept, attribution, cancellationToken);
        ConsentDecision decision = ConsentPolicy.Decide(new DecisionRequest
        {
            AgencyId = request.Agency.Id,
            IsVictimServiceProvider = IsVictimService(request.Agency),
            Operation = operation,
            Records = attribution.Records,
            Histories = attribution.Histories,
            Mentions = mentions,
            Today = today,
            ForwardDeletes = options.Value.ForwardDeletes,
            LimitedLock = consent.LimitedLock,
        });
        return new Deliberation
        {
            Decision = decision,
            Destination = destination,
            Rule = rule,
            Operation = operation,
            Attribution = attribution,
            Swept = swept,
            Rebuilt = rebuilt,
            ProtectedVersion = protectedVersion,
            Today = today,
        };
    }
}

using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Storage.Spools;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Steps 3 to 6 for an upload: classifies it, takes it apart, and looks again under the fence.</summary>
internal sealed class UploadDeliberator(
    ConsentDeliberator deliberator,
    VendorDirectory vendors,
    ClientAttributor attributor,
    ProtectedClients protectedClients,
    IPersonDirectory persons,
    RoiCalendar calendar,
    SpoolFolder spools)
{
    /// <summary>Deliberates about an upload.</summary>
    /// <param name="request">The request.</param>
    /// <param name="content">Its body.</param>
    /// <returns>A deliberation whose <see cref="Deliberation.Split"/>, if there is one, is the caller's to dispose.</returns>
    public async Task<Deliberation> DeliberateAsync(InspectedRequest request, EncryptedSpool content)
    {
        Deliberation classified = deliberator.Classify(request, hasBody: true, out RouteClassification.Matched? match);
        if (match is not { Rule.Body: BodyFormat.HudCsv })
        {
            return classified;
        }

        if (ConsentPolicy.DecideRemainder(request.Agency.Type != AgencyType.Standard) is ConsentDecision.Divert never)
        {
            return classified with { Decision = never };
        }

        // Before anything is looked up: what is added later is noticed under the fence.
        RegistryWatch watch = persons.Watch();
        Deliberation? deliberation = null;
        try
        {
            deliberation = await DeliberateAsync(request, content, classified, match, watch);
            return deliberation;
        }
        finally
        {
            if (deliberation?.Split is null)
            {
                watch.Dispose();
            }
        }
    }

    /// <summary>
    /// Whether what was found out about the clients of an upload still holds. Before the fence: so that what changed while the upload was
    /// taken apart, its own parts among it, does not have to be looked at under the fence.
    /// </summary>
    /// <returns>The same deliberation, or one that says that the upload has to be taken apart again.</returns>
    public async ValueTask<Deliberation> LookAgainAsync(Deliberation earlier) =>
        await AreClientsUnchangedAsync(earlier) ? earlier : Outdated(earlier);

    /// <summary>Whether everything that was found out about an upload still holds. Called under the fence.</summary>
    /// <returns>The same deliberation, or one that says that the upload has to be taken apart again.</returns>
    public async ValueTask<Deliberation> ReconsiderAsync(Deliberation earlier, FencedForward forward) =>
        await IsCurrentAsync(earlier, forward) ? earlier : Outdated(earlier);

    private static Deliberation Outdated(Deliberation earlier) => earlier with { Decision = ConsentPolicy.Withhold([]), IsOutdated = true };

    private static Deliberation Unreadable(InspectedRequest request, Deliberation classified, UnreadableReason reason) =>
        ConsentDeliberator.Unreadable(request.Agency, DivertReason.Unreadable, reason) with
        {
            Destination = classified.Destination,
            Rule = classified.Rule,
            Operation = classified.Operation,
        };

    private async Task<Deliberation> DeliberateAsync(
        InspectedRequest request, EncryptedSpool content, Deliberation classified, RouteClassification.Matched match, RegistryWatch watch)
    {
        RouteRule rule = match.Rule;
        VendorTarget destination = classified.Destination!.Value;
        long protectedVersion = protectedClients.Version;
        DateOnly today = request.AsOf ?? calendar.Today;
        PayloadReading head = RequestReader.ReadHead(match, destination.Target, request.Header, protectedClients.Key);
        if (head is PayloadReading.Unreadable refused)
        {
            return Unreadable(request, classified, refused.Reason);
        }

        var read = (PayloadReading.Readable)head;
        Attribution attribution = await attributor.AttributeAsync(request.Agency.Id, destination.Vendor.Name, read.Records, CancellationToken.None);
        if (await DecideHeadAsync(request, destination, read, attribution, today) is { } divert)
        {
            return classified with { Decision = divert, Attribution = attribution };
        }

        try
        {
            UploadBody body = UploadBody.Find(content, request.ContentType);
            UploadSplitter splitter = new(request.Agency, destination.Vendor.Name, rule, today, attributor, protectedClients, spools);
            UploadSplit split = await Task.Run(() => splitter.SplitAsync(body, watch));
            split.Trace.Add(read.Swept);
            return classified with
            {
                Decision = split.Whole ?? (rule.Batch == BatchMode.Whole && !split.IsWhole ? split.FirstReason() : ConsentPolicy.DecideRemainder(isVictimServiceProvider: false)),
                Attribution = attribution,
                Split = split,
                ProtectedVersion = protectedVersion,
                Today = today,
            };
        }
        catch (UploadUnreadableException unreadable)
        {
            return Unreadable(request, classified, unreadable.Reason);
        }
    }

    private async ValueTask<bool> IsCurrentAsync(Deliberation earlier, FencedForward forward) =>
        vendors.IsCurrent(earlier.Destination!.Value.Vendor)
        && earlier.Today == calendar.Today
        && !protectedClients.MayMentionAddedSince(earlier.ProtectedVersion, forward)
        && await AreClientsUnchangedAsync(earlier);

    private async ValueTask<bool> AreClientsUnchangedAsync(Deliberation earlier)
    {
        SeenChanges changes = earlier.Split!.Watch.Take();
        return changes.AreNone || (earlier.Records.Count == 0 && await earlier.Split.Clients.IsUnchangedAsync(persons, changes));
    }

    /// <summary>What the request says outside its body counts for the whole upload.</summary>
    private async ValueTask<ConsentDecision.Divert?> DecideHeadAsync(
        InspectedRequest request, VendorTarget destination, PayloadReading.Readable head, Attribution attribution, DateOnly today)
    {
        IReadOnlyList<ProtectedMention> mentions = await protectedClients.FindAsync(
            request.Agency.Id, destination.Vendor.Name, Operation.Bulk, head.Swept, attribution, CancellationToken.None);
        if (attribution.Records.Count == 0)
        {
            return ConsentPolicy.DecideRow(request.Agency.Id, mentions);
        }

        return ConsentPolicy.Decide(new DecisionRequest
        {
            AgencyId = request.Agency.Id,
            IsVictimServiceProvider = false,
            Operation = Operation.Bulk,
            Records = attribution.Records,
            Histories = attribution.Histories,
            Mentions = mentions,
            Today = today,
        }) as ConsentDecision.Divert;
    }
}

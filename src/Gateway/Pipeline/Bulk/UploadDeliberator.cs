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
    ClientAttributor attributor,
    ProtectedClients protectedClients,
    IPersonDirectory persons,
    RoiCalendar calendar,
    SpoolFolder spools)
{
    /// <summary>Deliberates about an upload.</summary>
    public async Task<Deliberation> DeliberateAsync(GateExchange exchange)
    {
        Deliberation classified = deliberator.Classify(exchange.Request, hasBody: true, out RouteClassification.Matched? match);
        if (match is not { Rule: { Body: BodyFormat.HudCsv } rule })
        {
            return classified;
        }

        VendorTarget destination = classified.Destination!.Value;

        // Before anything is looked up: what is added later is noticed under the fence.
        long protectedVersion = protectedClients.Version;
        DateOnly today = calendar.Today;
        PersonSnapshot before = await persons.LookUpAsync([], CancellationToken.None);
        try
        {
            bool isArchive = exchange.Request.ContentType?.Contains("zip", StringComparison.OrdinalIgnoreCase) == true;
            UploadSplitter splitter = new(exchange.Agency, destination.Vendor.Name, rule, today, attributor, protectedClients, spools);
            UploadSplit split = await Task.Run(() => splitter.SplitAsync(exchange.Upload!.Spool, isArchive));
            ConsentDecision decision = rule.Batch == BatchMode.Whole && !split.IsWhole ? split.FirstReason() : ConsentPolicy.DecideRemainder(exchange.Agency.Type != Agencies.AgencyType.Standard);
            return classified with
            {
                Decision = decision,
                Split = split,
                Snapshot = before,
                ProtectedVersion = protectedVersion,
                Today = today,
            };
        }
        catch (UploadUnreadableException unreadable)
        {
            return ConsentDeliberator.Unreadable(exchange.Agency, DivertReason.Unreadable, unreadable.Reason) with
            {
                Destination = destination,
                Rule = rule,
                Operation = Operation.Bulk,
            };
        }
    }

    /// <summary>Whether everything that was found out about an upload still holds. Called under the fence.</summary>
    /// <returns>The same deliberation, or one that says that the upload has to be taken apart again.</returns>
    public async ValueTask<Deliberation> ReconsiderAsync(Deliberation earlier, FencedForward forward) =>
        await IsCurrentAsync(earlier, forward) ? earlier : earlier with { Decision = ConsentPolicy.Withhold([]), IsOutdated = true };

    private async ValueTask<bool> IsCurrentAsync(Deliberation earlier, FencedForward forward) =>
        earlier.Today == calendar.Today
        && (persons.IsCurrent(earlier.Snapshot!) || await earlier.Split!.Clients.IsUnchangedAsync(persons))
        && !protectedClients.MayMentionAddedSince(earlier.ProtectedVersion, forward);
}

using System.Text.Json;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Profiles.Drafting;
using HmisGateway.Profiles;

namespace HmisGateway.Management;

/// <summary>Management operations on the vendor profiles.</summary>
internal static class ProfileEndpoints
{
    /// <summary>Maps them under <c>profiles</c>.</summary>
    public static void MapProfiles(this RouteGroupBuilder management)
    {
        management.MapPost("/profiles/reload", ReloadAsync);
        management.MapPost("/profiles/drafts", DraftAsync);
    }

    /// <summary>Drafts rules from the held items that no rule covered. Their contents are opened for it, which the ledger tells; none of a value is answered.</summary>
    private static async Task<IResult> DraftAsync(
        DraftQuestion question, OfflineShapes offline, ILedger ledger, Pseudonymizer pseudonymizer, IKeyRing keys, CancellationToken cancellationToken)
    {
        if (question.Actor.Problem(needsReason: false) is { } problem)
        {
            return ManagementProblem.Invalid(problem);
        }

        await ledger.AppendAsync(
            OperatorEvidence.EventOf(LedgerEventKind.ProfileDrafted, question.Actor.ToActor(), pseudonymizer, keys), cancellationToken);
        IReadOnlyList<(Vendor? Vendor, ShapeReading Shape)> items = await offline.ReadAsync(cancellationToken);
        string[] names = [.. items.Select(static item => item.Vendor?.Name).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (question.Vendor is null && names.Length > 1)
        {
            return ManagementProblem.Conflict($"the items are for several vendors. Name one with --vendor: {string.Join(", ", names)}.");
        }

        string? name = question.Vendor ?? names.FirstOrDefault();
        ProfileDrafter drafter = new();
        foreach ((_, ShapeReading shape) in items.Where(item => item.Vendor?.Name == name))
        {
            drafter.Add(shape);
        }

        string? extends = items.Select(static item => item.Vendor).FirstOrDefault(vendor => vendor is not null && vendor.Name == name)?.Profile.Name;
        ProfileDraft draft = drafter.Write(extends is null ? "draft" : extends + "-draft", extends);
        return TypedResults.Json(
            new DraftReport(draft.Json is null ? null : JsonElement.Parse(draft.Json), draft.Requests, draft.Rules, draft.LeftOut), ManagementJson.Default.DraftReport);
    }

    private static async Task<IResult> ReloadAsync(RunningAs running, ProfileReloader reloader, CancellationToken cancellationToken)
    {
        if (running.Role != HostRole.Serve)
        {
            return ManagementProblem.Conflict(
                "no gateway is running on this data directory; it reads the profiles when it starts.");
        }

        ProfileReloadReport report = await reloader.ReloadAsync(cancellationToken) switch
        {
            ProfileReload.Loaded loaded => new("loaded", loaded.Vendors, loaded.Drained.ToWord(), []),
            ProfileReload.Unchanged => new("unchanged", [], null, []),
            ProfileReload.Refused refused => new("refused", [], null, refused.Problems),
            _ => throw new InvalidOperationException("A reload is loaded, unchanged or refused."),
        };
        return TypedResults.Json(report, ManagementJson.Default.ProfileReloadReport);
    }
}

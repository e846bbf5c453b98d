using System.Globalization;
using HmisGateway.Policy.Consent;
using HmisGateway.Telemetry;

namespace HmisGateway.Consent.Sources;

/// <summary>What has to be recorded so that the registry says of a client what the outside source says now.</summary>
/// <remarks>
/// A grant that the source no longer has is superseded, unless the agency recorded it itself: by one that the source has, or by itself with an end that has
/// passed. A No Sharing is never taken back this way; only a later grant lifts it, by the rules for grants from an outside source.
/// </remarks>
internal static class RoiSourceDifference
{
    /// <summary>Compares.</summary>
    /// <param name="listed">The source's forms.</param>
    /// <param name="onFile">The agency's forms under the same client id.</param>
    /// <param name="today">The day.</param>
    /// <returns>The forms to record, in order: the strictest first.</returns>
    public static IReadOnlyList<RoiDraft> Of(IReadOnlyList<RoiDraft> listed, IReadOnlyList<ReleaseOfInformation> onFile, DateOnly today)
    {
        ReleaseOfInformation[] standing = [.. onFile.Where(static form => !form.IsSuperseded)];
        List<RoiDraft> missing = [.. listed.Where(draft => !standing.Any(draft.SaysTheSameAs)).OrderByDescending(static draft => draft.Choice)];
        Queue<ReleaseOfInformation> stale = new(standing.Where(form => IsStale(form, listed, today)));
        List<RoiDraft> changes = [];
        foreach (RoiDraft draft in missing)
        {
            changes.Add(stale.TryDequeue(out ReleaseOfInformation? replaced) ? draft with { Supersedes = replaced.Version } : draft);
        }

        RoiDraft? latest = listed.OrderByDescending(static draft => draft.Signed.From).ThenByDescending(static draft => draft.Choice).FirstOrDefault();
        changes.AddRange(stale.Select(form => latest is null ? Ended(form, today) : latest with { Supersedes = form.Version }));
        return changes;
    }

    private static bool IsStale(ReleaseOfInformation form, IReadOnlyList<RoiDraft> listed, DateOnly today) =>
        form.Source != RoiSource.Recorded
        && form.Choice != SharingChoice.None
        && !listed.Any(draft => draft.SaysTheSameAs(form))
        && (listed.Count == 0 ? form.EndsOn is null || form.EndsOn >= today : !listed.Any(draft => draft.Signed.IsWhollyAfter(form.Signed)));

    private static RoiDraft Ended(ReleaseOfInformation form, DateOnly today)
    {
        DateOnly yesterday = today.AddDays(-1);
        return new RoiDraft
        {
            Choice = form.Choice,
            Signed = form.Signed,
            SignedOn = form.SignedOn,
            SignedDay = DateOnly.FromDateTime(form.Signed.From.Date),
            EndsOn = yesterday,
            Signer = form.Signer,
            Supersedes = form.Version,
            Stated = new RoiSubmission { Choice = form.Choice.ToWire(), SignedOn = form.SignedOn, EndsOn = yesterday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) },
        };
    }
}

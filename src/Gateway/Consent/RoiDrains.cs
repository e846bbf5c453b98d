using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>Tells whether the forwards have ended that were in flight when an agency's forms for a client were recorded.</summary>
/// <remarks>
/// It takes what it needs from the forms on file, so that any replica can be asked, also after the one that recorded a form has ended. A drain that
/// began after the latest form was committed proves it for all of them, whoever recorded them; see decision 26.
/// </remarks>
internal sealed class RoiDrains(
    RoiReader reader,
    IPersonSeparations forms,
    RoiEntryBuilder builder,
    FencedRegistry fenced,
    RunningDrains running,
    Pseudonymizer pseudonymizer,
    IKeyRing keys,
    IReadOnlyList<VendorOptions> vendors,
    LedgerAnchor? anchor = null)
{
    /// <summary>Waits for the drain of a form that was recorded just now; what has not ended by then goes on.</summary>
    /// <param name="form">The form.</param>
    /// <param name="drain">Its drain.</param>
    /// <param name="atMost">How long to wait.</param>
    /// <returns>True when the drain goes on without the caller; false when it has ended, or the caller has to wait because too many go on already.</returns>
    public async Task<bool> GoesOnAsync(DrainedForm form, Task<DrainResult> drain, TimeSpan atMost) =>
        !await running.EndsAsync(drain, atMost, CancellationToken.None)
        && running.Follow(form, () => DrainAsync(form.AgencyId, form.Client, isOwed: false, drain)) is not null;

    /// <summary>Asks about a client; drains again unless a drain is known that began after the latest form was committed.</summary>
    /// <param name="agencyId">Whose forms.</param>
    /// <param name="clientId">The agency's own client id.</param>
    /// <param name="atMost">How long to wait for the end of the drain, which goes on after that.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public async Task<RoiDrainOutcome> AskAsync(string agencyId, string clientId, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (!ClientIdSyntax.IsValid(clientId))
        {
            return new RoiDrainOutcome.NoForm();
        }

        Pseudonym client = pseudonymizer.OfAgencyClient(agencyId, clientId);
        (IReadOnlyList<ReleaseOfInformation> onFile, _) = await reader.FindAsync(agencyId, client, cancellationToken);
        if (onFile is not [.., { } latest])
        {
            return new RoiDrainOutcome.NoForm();
        }

        DrainedForm form = new(agencyId, client, latest.Version, latest.RecordedAt);
        Task<DrainResult>? drain = running.Follow(form, () => DrainAsync(
            agencyId, client, onFile.Any(static known => known.Choice == SharingChoice.None), Task.FromResult(DrainResult.None)));
        return drain is not null && await running.EndsAsync(drain, atMost, cancellationToken)
            ? new RoiDrainOutcome.Drained(latest.Version, latest.RecordedAt, await drain)
            : new RoiDrainOutcome.Draining(latest.Version, latest.RecordedAt);
    }

    /// <summary>Drains what all forms for a client concern, an earlier one's too: its own caller may not have waited either.</summary>
    /// <param name="agencyId">Whose forms.</param>
    /// <param name="client">The client.</param>
    /// <param name="isOwed">Whether the anchor may lack a No Sharing of the client: whoever recorded it may have died before.</param>
    /// <param name="ofLatest">The drain that the latest form began with, or one that has ended.</param>
    private async Task<DrainResult> DrainAsync(string agencyId, Pseudonym client, bool isOwed, Task<DrainResult> ofLatest)
    {
        HashSet<Pseudonym> concerns = [];
        foreach (byte[] sealedDetails in await forms.ReadDetailsAsync(agencyId, client, CancellationToken.None))
        {
            RoiDetails details = RoiDetails.Read(keys.Open(agencyId, RoiDetails.Context, sealedDetails));

            // An id that cannot be read by today's vendors led to a person who is linked to the client since.
            concerns.UnionWith(builder.ConcernsOf(client, VendorClientIdReader.Read(details.VendorId, vendors, []), details.Identity));
        }

        if (isOwed && anchor is not null)
        {
            await anchor.AddNonesAsync([(agencyId, client)]);
        }

        DrainResult[] drained = await Task.WhenAll(ofLatest, fenced.RepeatAsync([.. concerns], CancellationToken.None));
        return drained.Max();
    }
}

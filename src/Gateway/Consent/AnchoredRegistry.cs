using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>A registry whose No Sharings are in the anchor too before their recording is acknowledged.</summary>
/// <remarks>When the anchor cannot be written, the form is on file and denies, and the call fails: it is to be repeated.</remarks>
internal sealed class AnchoredRegistry(IConsentRegistry inner, LedgerAnchor anchor) : IConsentRegistry
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RoiRecording>> RecordAsync(
        IReadOnlyList<RoiEntry> entries, Func<IReadOnlyList<RoiRecording>, LedgerEvent> evidence, CancellationToken cancellationToken)
    {
        IReadOnlyList<RoiRecording> recordings = await inner.RecordAsync(entries, evidence, cancellationToken);
        if (entries.Count == 0)
        {
            // Somebody is about to acknowledge forms that are on file already.
            await anchor.AddOwedAsync();
        }

        await anchor.AddNonesAsync(
            [.. entries.Where((entry, index) => entry.Form.Choice == SharingChoice.None && recordings[index] is RoiRecording.Recorded)
                .Select(static entry => (entry.Form.AgencyId, entry.Client))]);
        return recordings;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReleaseOfInformation>> ReadOwnAsync(string agencyId, Pseudonym client, CancellationToken cancellationToken) =>
        inner.ReadOwnAsync(agencyId, client, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(Pseudonym Client, byte[] SealedClientId)>> ReadClientIdsAsync(
        string agencyId, IReadOnlyList<PersonId> persons, CancellationToken cancellationToken) =>
        inner.ReadClientIdsAsync(agencyId, persons, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<byte[]>> ReadClientIdsAsync(string agencyId, IReadOnlyList<Pseudonym> clients, CancellationToken cancellationToken) =>
        inner.ReadClientIdsAsync(agencyId, clients, cancellationToken);
}

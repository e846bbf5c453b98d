using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>The registry of ROIs. Recording is durable, with its ledger event, when the task completes.</summary>
internal interface IConsentRegistry
{
    /// <summary>
    /// Records forms in one commit, in order. A form finds or creates its person by <see cref="RoiEntry.Client"/>, adds its vendor ids
    /// and fingerprints, and links persons whom two of its references lead to.
    /// </summary>
    /// <param name="entries">The forms.</param>
    /// <param name="evidence">Makes the ledger's event from what became of the forms; runs inside the commit, so it must be pure and quick.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    ValueTask<IReadOnlyList<RoiRecording>> RecordAsync(
        IReadOnlyList<RoiEntry> entries, Func<IReadOnlyList<RoiRecording>, LedgerEvent> evidence, CancellationToken cancellationToken);

    /// <summary>Records forms with an event that does not depend on what becomes of them.</summary>
    ValueTask<IReadOnlyList<RoiRecording>> RecordAsync(
        IReadOnlyList<RoiEntry> entries, LedgerEvent evidence, CancellationToken cancellationToken) =>
        RecordAsync(entries, _ => evidence, cancellationToken);

    /// <summary>The forms that <paramref name="agencyId"/> itself has on file for the client, oldest version first; empty when there is none.</summary>
    ValueTask<IReadOnlyList<ReleaseOfInformation>> ReadOwnAsync(string agencyId, Pseudonym client, CancellationToken cancellationToken);

    /// <summary>The agency's own ids of these persons, sealed as they were recorded, each with its pseudonym.</summary>
    ValueTask<IReadOnlyList<(Pseudonym Client, byte[] SealedClientId)>> ReadClientIdsAsync(
        string agencyId, IReadOnlyList<Policy.Clients.PersonId> persons, CancellationToken cancellationToken);

    /// <summary>The ids of these clients of an agency, sealed as they were recorded; those without a form are left out.</summary>
    ValueTask<IReadOnlyList<byte[]>> ReadClientIdsAsync(string agencyId, IReadOnlyList<Pseudonym> clients, CancellationToken cancellationToken);
}

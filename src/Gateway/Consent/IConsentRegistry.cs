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
    ValueTask<IReadOnlyList<RoiRecording>> RecordAsync(IReadOnlyList<RoiEntry> entries, LedgerEvent evidence, CancellationToken cancellationToken);

    /// <summary>The forms that <paramref name="agencyId"/> itself has on file for the client, oldest version first; empty when there is none.</summary>
    ValueTask<IReadOnlyList<ReleaseOfInformation>> ReadOwnAsync(string agencyId, Pseudonym client, CancellationToken cancellationToken);

    /// <summary>The agency's own ids of these persons, sealed as they were recorded, each with its pseudonym.</summary>
    ValueTask<IReadOnlyList<(Pseudonym Client, byte[] SealedClientId)>> ReadClientIdsAsync(
        string agencyId, IReadOnlyList<Policy.Clients.PersonId> persons, CancellationToken cancellationToken);
}

using HmisGateway.Identity;
using HmisGateway.Ledger;

namespace HmisGateway.Consent;

/// <summary>The signed copies of forms. Append-only; another agency's copies answer like copies that do not exist.</summary>
internal interface IRoiDocumentStore
{
    /// <summary>Stores a copy and marks its form as documented; durable, with its ledger event, when the task completes.</summary>
    /// <returns>False when its number is not the next one, because another copy came first; then nothing was changed.</returns>
    ValueTask<bool> StoreAsync(RoiDocument document, LedgerEvent evidence, CancellationToken cancellationToken);

    /// <summary>Reads a copy, or null.</summary>
    /// <param name="agencyId">Whose form.</param>
    /// <param name="client">The agency's own client id as a pseudonym.</param>
    /// <param name="version">The version of the form.</param>
    /// <param name="number">Which copy; null for the latest.</param>
    /// <param name="cancellationToken">Cancels before reading.</param>
    ValueTask<RoiDocument?> ReadAsync(string agencyId, Pseudonym client, int version, int? number, CancellationToken cancellationToken);
}

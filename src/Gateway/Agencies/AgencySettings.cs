using HmisGateway.Ledger;

namespace HmisGateway.Agencies;

/// <summary>What can be set about an agency after it was added.</summary>
internal sealed class AgencySettings(AgencyDirectory directory, IAgencyStore store)
{
    /// <summary>Sets how the agency's system is told about refusals; in effect when the task completes.</summary>
    /// <returns>False when there is no such agency.</returns>
    public Task<bool> SetRefusalAsync(string agencyId, RefusalShape refusal, CancellationToken cancellationToken) => directory.ChangeAsync(
        async () => await store.SetRefusalAsync(
            agencyId,
            refusal,
            new LedgerEvent(LedgerEventKind.Agency, [new("action", "refusal-set"), new("agency", agencyId), new("refusal", refusal.ToWord())]),
            CancellationToken.None),
        cancellationToken);
}

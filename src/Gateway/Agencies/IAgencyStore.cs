using HmisGateway.Ledger;

namespace HmisGateway.Agencies;

/// <summary>Who may call. Each change is durable, together with its ledger event, when the task completes.</summary>
internal interface IAgencyStore
{
    /// <summary>Reads all agencies and all live keys.</summary>
    ValueTask<(IReadOnlyList<Agency> Agencies, IReadOnlyList<AgencyKeyRecord> Keys)> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>Reads all certificates and vendor credentials.</summary>
    ValueTask<IReadOnlyList<AgencyProof>> ReadProofsAsync(CancellationToken cancellationToken);

    /// <summary>Adds an agency with its first key and its wrapped data key. False when the id is taken.</summary>
    ValueTask<bool> AddAsync(Agency agency, AgencyKeyRecord key, LedgerEvent evidence, CancellationToken cancellationToken);

    /// <summary>Adds a key and ends all but the two latest. False when there is no such agency.</summary>
    ValueTask<bool> AddKeyAsync(AgencyKeyRecord key, LedgerEvent evidence, CancellationToken cancellationToken);

    /// <summary>Registers a proof. False when there is no such agency, or the proof is registered already, for whichever agency.</summary>
    ValueTask<bool> AddProofAsync(AgencyProof proof, LedgerEvent evidence, CancellationToken cancellationToken);

    /// <summary>Removes a proof. False when it is not there.</summary>
    ValueTask<bool> RemoveProofAsync(AgencyProof proof, LedgerEvent evidence, CancellationToken cancellationToken);

    /// <summary>Sets how an agency is told about refusals. False when there is no such agency.</summary>
    ValueTask<bool> SetRefusalAsync(string agencyId, RefusalShape refusal, LedgerEvent evidence, CancellationToken cancellationToken);

    /// <summary>Disables an agency. False when there is no such agency.</summary>
    ValueTask<bool> DisableAsync(string agencyId, LedgerEvent evidence, CancellationToken cancellationToken);
}

namespace HmisGateway.Management;

/// <summary>What the verification of the ledger found.</summary>
/// <param name="Entries">Verified entries; 0 when it is broken.</param>
/// <param name="Chains">Verified chains.</param>
/// <param name="Checkpoints">Verified checkpoints.</param>
/// <param name="Anchored">True when it was compared with an anchor outside the storage.</param>
/// <param name="BadEntry">The first entry that is bad or missing; null when there is none.</param>
/// <param name="Problem">What is wrong with it; null when nothing is.</param>
/// <param name="Items">Offline items that were compared with their entries.</param>
/// <param name="AnchorLines">Lines of the anchor that were compared with their entries.</param>
internal sealed record LedgerReport(
    long Entries, int Chains, int Checkpoints, bool Anchored, long? BadEntry, string? Problem, long Items = 0, int AnchorLines = 0);

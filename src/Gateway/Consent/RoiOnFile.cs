namespace HmisGateway.Consent;

/// <summary>What one agency has on file for one client. Other agencies' forms are not in it and do not shape it.</summary>
/// <param name="Current">The form that counts.</param>
/// <param name="History">All forms, oldest version first.</param>
internal sealed record RoiOnFile(RoiState Current, IReadOnlyList<RoiHistoryEntry> History);

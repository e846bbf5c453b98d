namespace HmisGateway.Management;

/// <summary>What became of an offline item.</summary>
/// <param name="Receipt">The item.</param>
/// <param name="Status">A word of <see cref="Offline.OfflineStatusWords"/>.</param>
/// <param name="VendorStatus">The vendor's HTTP status; null when nothing was sent or no answer came.</param>
/// <param name="Problem">Why it was not sent; null when it was.</param>
internal sealed record ItemOutcome(Guid Receipt, string Status, int? VendorStatus, string? Problem);

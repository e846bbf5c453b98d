namespace HmisGateway.Offline;

/// <summary>How full the offline queue is.</summary>
/// <param name="Counts">Items per status.</param>
/// <param name="OldestHeld">When the oldest held item was received, or null.</param>
internal sealed record OfflineDepth(IReadOnlyDictionary<OfflineStatus, long> Counts, DateTimeOffset? OldestHeld);

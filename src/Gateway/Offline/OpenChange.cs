namespace HmisGateway.Offline;

/// <summary>An item became open, stopped being open, or went from one open status to the other.</summary>
/// <param name="Content">Its content.</param>
/// <param name="Receipt">Its receipt.</param>
/// <param name="From">The status before; null for a new item.</param>
/// <param name="To">The status now.</param>
internal readonly record struct OpenChange(ContentKey Content, Guid Receipt, OfflineStatus? From, OfflineStatus To);

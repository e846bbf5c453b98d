using HmisGateway.Offline;

namespace HmisGateway.Storage.Postgres;

/// <summary>The status of an item.</summary>
/// <param name="Sequence">Its row.</param>
/// <param name="Status">The status.</param>
/// <param name="Content">Its content while it is open.</param>
internal sealed record ItemStatusRow(long Sequence, OfflineStatus Status, ContentKey? Content);

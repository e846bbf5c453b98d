using HmisGateway.Offline;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>What was kept of an upload of which the rest is forwarded.</summary>
/// <param name="Receipt">The receipt that the agency gets.</param>
/// <param name="IsFullRefresh">True when the vendor may delete what was kept back.</param>
/// <param name="Parts">By what the same rows of the same client in the same upload are recognised.</param>
internal sealed record KeptSplit(Guid Receipt, bool IsFullRefresh, IReadOnlySet<ContentKey> Parts);

using HmisGateway.Consent;

namespace HmisGateway.Management;

/// <summary>What became of an import.</summary>
/// <param name="Accepted">Rows that are on file now; in a dry run, rows that could be.</param>
/// <param name="Rejected">Rows with a problem, in order.</param>
/// <param name="Drained">How the forwards that were in flight ended.</param>
internal sealed record ImportReport(int Accepted, IReadOnlyList<RoiImportRejection> Rejected, string Drained);

namespace HmisGateway.Consent;

/// <summary>How far an import is.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Accepted">Rows on file.</param>
/// <param name="Rejected">Rows with a problem.</param>
internal readonly record struct RoiImportProgress(int Rows, int Accepted, int Rejected);

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Where a row that was taken out stands in memory.</summary>
/// <param name="Part">Whose it is: the number of a client, or -1.</param>
/// <param name="File">From which file.</param>
/// <param name="At">Where it begins.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct RemovedRow(int Part, int File, int At, int Length);

namespace HmisGateway.Cli;

/// <summary>What <c>hmis compare</c> found. Clients are named by the ids that the HMIS gave them.</summary>
/// <param name="Clients">Clients in the export.</param>
/// <param name="Matched">Those of them who are one person on file.</param>
/// <param name="LearnedClients">HMIS ids that were learned.</param>
/// <param name="LearnedEnrollments">Enrollments that lead to their client now.</param>
/// <param name="NoSharing">Clients who chose No Sharing and are in HMIS.</param>
/// <param name="WithoutRoi">HMIS ids of clients without a form of this agency in effect.</param>
/// <param name="Review">HMIS ids of clients who may be somebody on file, or several.</param>
internal sealed record HmisComparisonReport(
    int Clients,
    int Matched,
    int LearnedClients,
    int LearnedEnrollments,
    IReadOnlyList<NoSharingInHmis> NoSharing,
    IReadOnlyList<string> WithoutRoi,
    IReadOnlyList<string> Review)
{
    /// <summary>True when there is something for a person to do.</summary>
    public bool HasFindings => NoSharing.Count + WithoutRoi.Count + Review.Count > 0;
}

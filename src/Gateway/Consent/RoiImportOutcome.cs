namespace HmisGateway.Consent;

/// <summary>What became of a file of ROIs. A closed result.</summary>
internal abstract record RoiImportOutcome
{
    private RoiImportOutcome()
    {
    }

    /// <summary>All rows were looked at.</summary>
    /// <param name="Accepted">Rows that are on file now, those that were before included; in a dry run, rows that could be.</param>
    /// <param name="Rejected">Rows with a problem, in order.</param>
    /// <param name="Drained">How the forwards that were in flight ended.</param>
    public sealed record Completed(int Accepted, IReadOnlyList<RoiImportRejection> Rejected, DrainResult Drained) : RoiImportOutcome;

    /// <summary>The file's header does not fit; no row was looked at.</summary>
    /// <param name="Problem">What is wrong and what to do.</param>
    public sealed record Refused(string Problem) : RoiImportOutcome;
}

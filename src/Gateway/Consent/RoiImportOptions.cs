namespace HmisGateway.Consent;

/// <summary>How a file of ROIs is imported.</summary>
/// <param name="DropEnds">True for forms that do not expire: the column <c>ends_on</c> is not looked at.</param>
/// <param name="IsDryRun">True to check every row and record nothing.</param>
internal sealed record RoiImportOptions(bool DropEnds, bool IsDryRun)
{
    /// <summary>Ends are kept, rows are recorded.</summary>
    public static RoiImportOptions Default { get; } = new(DropEnds: false, IsDryRun: false);
}

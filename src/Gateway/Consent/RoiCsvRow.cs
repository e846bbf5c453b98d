namespace HmisGateway.Consent;

/// <summary>A row of an import file.</summary>
/// <param name="Number">1 is the first row below the header.</param>
/// <param name="ClientId">The agency's own client id.</param>
/// <param name="Submission">The form.</param>
/// <param name="Problem">Why the row cannot be read, or null.</param>
/// <param name="IsLast">True when nothing behind this row can be read.</param>
internal sealed record RoiCsvRow(int Number, string ClientId, RoiSubmission Submission, string? Problem, bool IsLast = false)
{
    /// <summary>The number only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"row {Number}";
}

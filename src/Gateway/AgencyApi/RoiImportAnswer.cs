using HmisGateway.Consent;

namespace HmisGateway.AgencyApi;

/// <summary>Answer of <c>POST roi-imports</c>.</summary>
/// <param name="Accepted">Rows on file.</param>
/// <param name="Rejected">Rows with a problem.</param>
/// <param name="Drained">How the forwards that were in flight ended.</param>
internal sealed record RoiImportAnswer(int Accepted, IReadOnlyList<RoiImportRejection> Rejected, string Drained)
{
    /// <summary>The answer for a file whose rows were looked at.</summary>
    public static RoiImportAnswer Of(RoiImportOutcome.Completed completed) =>
        new(completed.Accepted, completed.Rejected, completed.Drained.ToWord());
}

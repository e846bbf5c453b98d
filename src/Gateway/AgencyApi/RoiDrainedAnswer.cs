using HmisGateway.Consent;

namespace HmisGateway.AgencyApi;

/// <summary>Answer <c>200</c> of <c>GET clients/{clientId}/roi/drain</c>.</summary>
/// <param name="Version">The version of the latest form.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="State"><c>drained</c>.</param>
/// <param name="Drained">How the forwards ended that were found in flight.</param>
internal sealed record RoiDrainedAnswer(int Version, DateTimeOffset RecordedAt, string State, string Drained)
{
    /// <summary>The answer for a drain that has ended.</summary>
    public static RoiDrainedAnswer Of(RoiDrainOutcome.Drained drained) => new(drained.Version, drained.RecordedAt, "drained", drained.How.ToWord());
}

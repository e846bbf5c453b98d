using HmisGateway.Consent;

namespace HmisGateway.Management;

/// <summary>A ROI that was recorded; the members are those of the agency API.</summary>
internal sealed record RecordedRoi(
    int Version, DateTimeOffset RecordedAt, bool Effective, RoiState Current, IReadOnlyList<string> Recognises, string Drained);

using HmisGateway.Consent;

namespace HmisGateway.Management;

/// <summary>A ROI that is to be recorded for a client. The client id stands here, not in the address, which could be logged.</summary>
/// <param name="ClientId">The agency's own client id.</param>
/// <param name="Form">The form.</param>
/// <param name="Actor">Who records it.</param>
internal sealed record RoiToRecord(string? ClientId, RoiSubmission? Form, StatedActor? Actor)
{
    /// <summary>Nothing of it.</summary>
    public override string ToString() => nameof(RoiToRecord);
}

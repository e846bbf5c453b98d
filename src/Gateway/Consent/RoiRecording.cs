using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>What became of a ROI that was to be recorded. A closed result.</summary>
internal abstract record RoiRecording
{
    private RoiRecording()
    {
    }

    /// <summary>It is durable.</summary>
    /// <param name="Person">The person it belongs to.</param>
    /// <param name="Version">Its version.</param>
    public sealed record Recorded(PersonId Person, int Version) : RoiRecording;

    /// <summary>The version that it says it replaces does not exist for this agency and client, or is the client's own No Sharing and this form is a guardian's.</summary>
    public sealed record NothingToSupersede : RoiRecording;
}

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

    /// <summary>It says that it supersedes a form, and it may not; nothing was recorded.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record NothingToSupersede(SupersedeRefusal Refusal) : RoiRecording;
}

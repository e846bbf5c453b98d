namespace HmisGateway.Consent;

/// <summary>Whether anything is in flight that an agency's forms for a client forbid. A closed result.</summary>
internal abstract record RoiDrainOutcome
{
    private RoiDrainOutcome()
    {
    }

    /// <summary>Nothing that was admitted before the latest form is in flight.</summary>
    /// <param name="Version">The version of the latest form.</param>
    /// <param name="RecordedAt">When it was recorded.</param>
    /// <param name="How">How those ended that were found in flight.</param>
    public sealed record Drained(int Version, DateTimeOffset RecordedAt, DrainResult How) : RoiDrainOutcome;

    /// <summary>Something may still be in flight; it is being waited for.</summary>
    /// <param name="Version">The version of the latest form.</param>
    /// <param name="RecordedAt">When it was recorded.</param>
    public sealed record Draining(int Version, DateTimeOffset RecordedAt) : RoiDrainOutcome;

    /// <summary>The agency has no form for this client.</summary>
    public sealed record NoForm : RoiDrainOutcome;
}

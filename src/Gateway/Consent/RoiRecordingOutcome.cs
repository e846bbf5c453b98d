namespace HmisGateway.Consent;

/// <summary>What became of a ROI that an agency stated. A closed result.</summary>
internal abstract record RoiRecordingOutcome
{
    private RoiRecordingOutcome()
    {
    }

    /// <summary>It is on file and the fence has closed: nothing that it forbids is sent any more.</summary>
    /// <param name="Version">Its version.</param>
    /// <param name="RecordedAt">When it was recorded.</param>
    /// <param name="Effective">True when it is the form that counts for this agency; false for one older than the current.</param>
    /// <param name="Current">The form that counts.</param>
    /// <param name="Recognises">By what this form lets the client be recognised: <c>agency</c>, <c>vendor</c>, <c>identity</c>.</param>
    /// <param name="Drained">How the forwards that were in flight ended.</param>
    public sealed record Recorded(
        int Version,
        DateTimeOffset RecordedAt,
        bool Effective,
        RoiState Current,
        IReadOnlyList<string> Recognises,
        DrainResult Drained) : RoiRecordingOutcome;

    /// <summary>It is on file, and new forwards are judged by it; what was in flight is still being waited for.</summary>
    /// <param name="Version">Its version.</param>
    /// <param name="RecordedAt">When it was recorded.</param>
    public sealed record Draining(int Version, DateTimeOffset RecordedAt) : RoiRecordingOutcome;

    /// <summary>It was not recorded.</summary>
    /// <param name="Problems">All problems, at least one.</param>
    public sealed record Invalid(IReadOnlyList<FieldProblem> Problems) : RoiRecordingOutcome;
}

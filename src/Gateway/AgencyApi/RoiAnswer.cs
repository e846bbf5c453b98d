using HmisGateway.Consent;

namespace HmisGateway.AgencyApi;

/// <summary>Answer of <c>PUT clients/{clientId}/roi</c>.</summary>
/// <param name="Version">Counts this agency's forms for this client.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Effective">Whether it is the form that counts.</param>
/// <param name="Current">The form that counts.</param>
/// <param name="Recognises">By what this form lets the client be recognised.</param>
/// <param name="Drained">How the forwards that were in flight ended.</param>
internal sealed record RoiAnswer(
    int Version, DateTimeOffset RecordedAt, bool Effective, RoiState Current, IReadOnlyList<string> Recognises, string Drained)
{
    /// <summary>The answer for a form that was recorded.</summary>
    public static RoiAnswer Of(RoiRecordingOutcome.Recorded recorded) => new(
        recorded.Version, recorded.RecordedAt, recorded.Effective, recorded.Current, recorded.Recognises, recorded.Drained.ToWord());
}

using HmisGateway.Policy.Consent;
using HmisGateway.Telemetry;

namespace HmisGateway.Consent;

/// <summary>One form of a client, as its agency is shown it.</summary>
/// <param name="Version">Counts this agency's forms for this client.</param>
/// <param name="Choice"><c>full</c>, <c>limited</c> or <c>none</c>.</param>
/// <param name="Status">
/// <c>active</c> or <c>expired</c> for the form that counts; <c>superseded</c> for one that another form says it replaces;
/// <c>replaced</c> for any other form that does not count.
/// </param>
/// <param name="SignedOn">The signing date as it was written.</param>
/// <param name="EndsOn">Its last day, or null.</param>
/// <param name="Signer"><c>self</c>, <c>guardian</c> or <c>refused</c>.</param>
/// <param name="Source"><c>recorded</c> or <c>import</c>.</param>
/// <param name="HasDocument">Whether the signed copy is stored.</param>
/// <param name="RecordedAt">When it was recorded.</param>
internal sealed record RoiHistoryEntry(
    int Version,
    string Choice,
    string Status,
    string SignedOn,
    DateOnly? EndsOn,
    string Signer,
    string Source,
    bool HasDocument,
    DateTimeOffset RecordedAt)
{
    /// <summary>The entry of a form.</summary>
    public static RoiHistoryEntry Of(ReleaseOfInformation form, bool isCurrent, DateOnly today) => new(
        form.Version,
        form.Choice.ToWire(),
        isCurrent ? RoiState.StatusOf(form, today) : form.IsSuperseded ? "superseded" : "replaced",
        form.SignedOn,
        form.EndsOn,
        form.Signer.ToWord(),
        form.Source.ToWord(),
        form.HasDocument,
        form.RecordedAt);
}

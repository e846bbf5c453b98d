using HmisGateway.Policy.Consent;
using HmisGateway.Telemetry;

namespace HmisGateway.Consent;

/// <summary>The form that counts for a client, as its agency is shown it.</summary>
/// <param name="Choice"><c>full</c>, <c>limited</c> or <c>none</c>.</param>
/// <param name="Status"><c>active</c>, or <c>expired</c> when its last day is over; <c>none</c> is always active.</param>
/// <param name="SignedOn">The signing date as it was written.</param>
/// <param name="EndsOn">Its last day, or null.</param>
/// <param name="Version">Counts this agency's forms for this client.</param>
internal sealed record RoiState(string Choice, string Status, string SignedOn, DateOnly? EndsOn, int Version)
{
    /// <summary>In effect.</summary>
    public const string Active = "active";

    /// <summary>Its last day is over.</summary>
    public const string Expired = "expired";

    /// <summary>The state of a form on a day.</summary>
    public static RoiState Of(ReleaseOfInformation form, DateOnly today) =>
        new(form.Choice.ToWire(), StatusOf(form, today), form.SignedOn, form.EndsOn, form.Version);

    /// <summary>The status word of a form on a day.</summary>
    public static string StatusOf(ReleaseOfInformation form, DateOnly today) =>
        form.Choice != SharingChoice.None && form.EndsOn < today ? Expired : Active;
}

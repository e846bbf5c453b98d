namespace HmisGateway.Consent;

/// <summary>A client as a HUD CSV export of the HMIS states it. Personal data.</summary>
/// <param name="PersonalId">The client's id in HMIS.</param>
/// <param name="FirstName">First name, or null.</param>
/// <param name="LastName">Last name, or null.</param>
/// <param name="Dob">Date of birth, or null.</param>
/// <param name="DobQuality">What the export says about the date of birth, or null.</param>
/// <param name="Ssn">Social Security number, or null.</param>
internal sealed record ExportedClient(string PersonalId, string? FirstName, string? LastName, string? Dob, string? DobQuality, string? Ssn)
{
    /// <summary>Nothing of it.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(ExportedClient);
}

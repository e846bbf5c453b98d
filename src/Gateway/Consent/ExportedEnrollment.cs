namespace HmisGateway.Consent;

/// <summary>An enrollment as a HUD CSV export of the HMIS states it.</summary>
/// <param name="PersonalId">The client's id in HMIS.</param>
/// <param name="EnrollmentId">Its id.</param>
/// <param name="HouseholdId">The household's id, or null.</param>
internal sealed record ExportedEnrollment(string PersonalId, string EnrollmentId, string? HouseholdId)
{
    /// <summary>Nothing of it.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(ExportedEnrollment);
}

namespace HmisGateway.Cli;

/// <summary>A client who chose No Sharing and is in HMIS.</summary>
/// <param name="PersonalId">The client's id in HMIS.</param>
/// <param name="ClientId">The agency's own id of the client.</param>
/// <param name="UpdatedOn">When HMIS changed the client or one of its enrollments last; null when the export does not say.</param>
/// <param name="IsChangedAfterChoice">True when that was after the day of the choice, so that somebody typed it in.</param>
/// <param name="OpenEnrollments">Enrollments without an exit.</param>
internal sealed record NoSharingInHmis(
    string PersonalId, string? ClientId, DateOnly? UpdatedOn, bool IsChangedAfterChoice, IReadOnlyList<string> OpenEnrollments);

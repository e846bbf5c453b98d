namespace HmisGateway.Offline;

/// <summary>One time that an item's content was received.</summary>
/// <param name="At">When.</param>
/// <param name="Decision">The decision, as the answer's <c>Hmis-Gateway-Decision</c> stated it.</param>
/// <param name="Code">The code that the agency was told.</param>
internal sealed record AttemptEntry(DateTimeOffset At, Guid Decision, string Code);

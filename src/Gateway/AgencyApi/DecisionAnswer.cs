namespace HmisGateway.AgencyApi;

/// <summary>Answer of <c>POST decisions</c>.</summary>
/// <param name="Decision"><c>forward</c>, <c>divert</c>, or <c>split</c>: some of it is kept offline and the rest forwarded.</param>
/// <param name="Code">Why it would be kept offline, or null.</param>
/// <param name="LockedAttempt">True when it asks for a locked record.</param>
/// <param name="Rule">Name of the rule that covers it, or null.</param>
/// <param name="Records">The records found in it.</param>
internal sealed record DecisionAnswer(
    string Decision, string? Code, bool LockedAttempt, string? Rule, IReadOnlyList<DecisionPreviewRecord> Records);

using HmisGateway.Policy.Decisions;

namespace HmisGateway.AgencyApi;

/// <summary>What would become of a request. Nothing in it tells of other agencies.</summary>
/// <param name="Code">Why it would be kept offline; null when it would be forwarded.</param>
/// <param name="LockedAttempt">True when it asks for a locked record.</param>
/// <param name="Rule">Name of the profile's rule that covers it, or null.</param>
/// <param name="Records">The records found in it; empty when it cannot be read.</param>
internal sealed record DecisionPreview(
    DivertCode? Code, bool LockedAttempt, string? Rule, IReadOnlyList<DecisionPreviewRecord> Records)
{
    /// <summary>True when some of it would be kept offline and the rest forwarded.</summary>
    public bool IsSplit { get; init; }
}

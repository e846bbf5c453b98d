using System.Text.Json;

namespace HmisGateway.Management;

/// <summary>What would happen to a request. Holds no personal data.</summary>
internal sealed record Explanation
{
    /// <summary><c>forward</c>, <c>divert</c>, or <c>split</c>: a part is kept and the rest is sent.</summary>
    public required string Decision { get; init; }

    /// <summary>For a divert: the code that the agency is told.</summary>
    public string? Code { get; init; }

    /// <summary>For a divert: the precise reason, in snake case; null where it would tell about another agency's documents.</summary>
    public string? Reason { get; init; }

    /// <summary>Why the request cannot be read in one way only, in snake case; else null.</summary>
    public string? Unreadable { get; init; }

    /// <summary>The vendor that it is for; null when none is.</summary>
    public string? Vendor { get; init; }

    /// <summary>That vendor's profile.</summary>
    public string? Profile { get; init; }

    /// <summary>The name of the rule that covers it; null when none does.</summary>
    public string? Rule { get; init; }

    /// <summary>What of the body has no rule of its own, such as the name of a mutation; else null.</summary>
    public string? NotCovered { get; init; }

    /// <summary>What the rule does: <c>create</c>, <c>update</c> …</summary>
    public string? Operation { get; init; }

    /// <summary>True when a record asks to be locked, private or restricted.</summary>
    public bool LockedAttempt { get; init; }

    /// <summary>The day on which the choices were looked at.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The records that were found.</summary>
    public IReadOnlyList<ExplainedRecord> Records { get; init; } = [];

    /// <summary>For an upload: what is kept of it, and what is sent; else null.</summary>
    public ExplainedUpload? Upload { get; init; }

    /// <summary>The gateway's exact answer; null when the vendor's answer would pass through. Receipt and reference are placeholders.</summary>
    public JsonElement? Answer { get; init; }

    /// <summary>The status of that answer.</summary>
    public int? Status { get; init; }
}

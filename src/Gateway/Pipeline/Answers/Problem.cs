namespace HmisGateway.Pipeline.Answers;

/// <summary>One answer of the gateway's own, before it is written. Made by <see cref="Problems"/> only, so that its parts agree.</summary>
internal sealed record Problem
{
    /// <summary>The code.</summary>
    public required ProblemCode Code { get; init; }

    /// <summary>The title, in English; the same for every answer of this code and kind.</summary>
    public required string Title { get; init; }

    /// <summary>The receipt of what was kept; null when nothing was.</summary>
    public Guid? Receipt { get; init; }

    /// <summary>Whether the sender may simply send the same request again.</summary>
    public bool Retryable { get; init; }

    /// <summary>When to try again; only with <see cref="Retryable"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What is wrong with this request, for the integrator; null where the code says all. No personal data.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether the request asked for a locked record; only for the codes of a divert.</summary>
    public bool LockedAttempt { get; init; }

    /// <summary>Whether the same request was kept before, under the same receipt; only for the codes of a divert.</summary>
    public bool IsDeduplicated { get; init; }

    /// <summary>Pointers to the records that name a No Sharing client; empty for every other code.</summary>
    public IReadOnlyList<string> Pointers { get; init; } = [];

    /// <summary>What is wrong, part by part; only for <see cref="ProblemCode.Invalid"/>.</summary>
    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>Whether what the agency sent is kept.</summary>
    public bool Preserved => Receipt is not null;
}

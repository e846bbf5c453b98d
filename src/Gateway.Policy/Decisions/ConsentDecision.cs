namespace HmisGateway.Policy.Decisions;

/// <summary>What happens with a request. A closed result.</summary>
public abstract record ConsentDecision
{
    private ConsentDecision()
    {
    }

    /// <summary>Send it.</summary>
    /// <param name="Permit">The proof that it may be sent.</param>
    public sealed record Forward(ForwardPermit Permit) : ConsentDecision
    {
        /// <summary>True when a new record of a Limited Sharing client could be locked and is not.</summary>
        public bool IsLockMissing { get; init; }
    }

    /// <summary>Keep it offline.</summary>
    /// <param name="Code">What the agency is told.</param>
    /// <param name="Reason">Why, precisely; sealed, never told.</param>
    /// <param name="LockedAttempt">True when a record asked to be locked, private or restricted.</param>
    /// <param name="Pointers">For <see cref="DivertCode.NoSharing"/>: which records name the client, as pointers; else empty.</param>
    public sealed record Divert(DivertCode Code, DivertReason Reason, bool LockedAttempt, IReadOnlyList<string> Pointers) : ConsentDecision;
}

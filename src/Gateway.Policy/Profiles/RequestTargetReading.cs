using HmisGateway.Policy.Payloads;

namespace HmisGateway.Policy.Profiles;

/// <summary>Whether a request target stands in its one canonical form. A closed result.</summary>
public abstract record RequestTargetReading
{
    private RequestTargetReading()
    {
    }

    /// <summary>Every parser reads it alike.</summary>
    /// <param name="Target">The target.</param>
    public sealed record Canonical(RequestTarget Target) : RequestTargetReading;

    /// <summary>Two parsers could read it differently.</summary>
    /// <param name="Reason"><see cref="UnreadableReason.PathNotCanonical"/> or <see cref="UnreadableReason.QueryNotCanonical"/>.</param>
    public sealed record NotCanonical(UnreadableReason Reason) : RequestTargetReading;
}

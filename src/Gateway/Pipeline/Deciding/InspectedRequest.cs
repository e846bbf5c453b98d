using HmisGateway.Agencies;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>A request as the decision sees it; the same for live traffic and for a preview.</summary>
internal sealed class InspectedRequest
{
    /// <summary>Who sends it.</summary>
    public required Agency Agency { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The target as it stood in the request line.</summary>
    public required string RawTarget { get; init; }

    /// <summary>The host that was asked for, without port.</summary>
    public required string Host { get; init; }

    /// <summary>The content type, or null.</summary>
    public required string? ContentType { get; init; }

    /// <summary>Looks up a request header; null when it is absent.</summary>
    public required Func<string, string?> Header { get; init; }

    /// <summary>Why method or headers can be read in two ways, or null.</summary>
    public required UnreadableReason? FrontProblem { get; init; }

    /// <summary>The day on which the choices are looked at; null for today.</summary>
    public DateOnly? AsOf { get; init; }
}

using HmisGateway.Policy.Decisions;

namespace HmisGateway.Policy.Profiles;

/// <summary>Which rule covers a request. A closed result.</summary>
public abstract record RouteClassification
{
    private RouteClassification()
    {
    }

    /// <summary>A rule covers it.</summary>
    /// <param name="Rule">The rule.</param>
    /// <param name="PathValues">The values of the template's parameters, in the order of <see cref="PathTemplate.Parameters"/>.</param>
    public sealed record Matched(RouteRule Rule, IReadOnlyList<string> PathValues) : RouteClassification
    {
        /// <summary>The profile of the rule, for requests that stand inside this one.</summary>
        public required VendorProfile Profile { get; init; }

        /// <summary>The value of <c>Content-Type</c>, or null.</summary>
        public required string? ContentType { get; init; }
    }

    /// <summary>No rule covers it.</summary>
    /// <param name="Reason"><see cref="DivertReason.NoRule"/> or <see cref="DivertReason.ContentTypeNotCovered"/>.</param>
    public sealed record Unclassified(DivertReason Reason) : RouteClassification;
}

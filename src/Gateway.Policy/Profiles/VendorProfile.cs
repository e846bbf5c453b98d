using HmisGateway.Policy.Decisions;

namespace HmisGateway.Policy.Profiles;

/// <summary>The declarative description of one vendor API, compiled.</summary>
public sealed class VendorProfile
{
    private readonly RouteTable _routes = new();

    internal VendorProfile(string name, string description, string hash, IReadOnlyList<RouteRule> rules, ErrorEnvelope? errorEnvelope)
    {
        Name = name;
        Description = description;
        Hash = hash;
        Rules = rules;
        ErrorEnvelope = errorEnvelope;
        foreach (RouteRule rule in rules)
        {
            _routes.Add(rule);
        }
    }

    /// <summary>Its name, e.g. <c>clarity-rest</c>.</summary>
    public string Name { get; }

    /// <summary>What it describes, in words.</summary>
    public string Description { get; }

    /// <summary>SHA-256 of the file, in lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>The rules, in the order of the file.</summary>
    public IReadOnlyList<RouteRule> Rules { get; }

    /// <summary>How this API reports errors; null where the profile does not say.</summary>
    public ErrorEnvelope? ErrorEnvelope { get; }

    /// <summary>Whether a content type is one that uploads of HUD CSV have.</summary>
    /// <param name="contentType">The value of <c>Content-Type</c>, or null.</param>
    /// <returns>False for a request that no such rule covers.</returns>
    public static bool IsUploadType(string? contentType) => BodyContentType.Fits(BodyFormat.HudCsv, contentType);

    /// <summary>Finds the rule that covers a request. The most specific template wins: a literal before a parameter before <c>/**</c>.</summary>
    /// <param name="method">The method, as it stood.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="contentType">The value of <c>Content-Type</c>, or null.</param>
    /// <param name="hasBody">True when the request carries at least one byte.</param>
    /// <returns>The rule, or why none covers it. A body where none belongs is left to the payload reader to refuse.</returns>
    public RouteClassification Classify(string method, RequestTarget target, string? contentType, bool hasBody)
    {
        if (!_routes.TryFind(method, target.Segments, out RouteRule? rule, out IReadOnlyList<string> values))
        {
            return new RouteClassification.Unclassified(DivertReason.NoRule);
        }

        RouteRule? fitting = rule.Body == BodyFormat.None || !hasBody ? rule : rule.For(contentType);
        return fitting is not null
            ? new RouteClassification.Matched(fitting, values) { Profile = this, ContentType = contentType }
            : new RouteClassification.Unclassified(DivertReason.ContentTypeNotCovered);
    }
}

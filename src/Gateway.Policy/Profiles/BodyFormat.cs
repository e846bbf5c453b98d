namespace HmisGateway.Policy.Profiles;

/// <summary>What body a route takes.</summary>
public enum BodyFormat
{
    /// <summary>No body.</summary>
    None,

    /// <summary><c>application/json</c>, UTF-8.</summary>
    Json,

    /// <summary>JSON, or no body at all (vendors whose reads may carry a field list).</summary>
    OptionalJson,
}

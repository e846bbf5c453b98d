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

    /// <summary>GraphQL over <c>application/json</c>: one request or a list of them.</summary>
    GraphQL,

    /// <summary><c>application/x-www-form-urlencoded</c>.</summary>
    Form,

    /// <summary><c>application/xml</c> or <c>text/xml</c>, UTF-8.</summary>
    Xml,
}

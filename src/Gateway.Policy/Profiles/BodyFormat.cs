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

    /// <summary><c>application/x-www-form-urlencoded</c>; forwarded rebuilt.</summary>
    Form,

    /// <summary><c>application/xml</c> or <c>text/xml</c>, UTF-8.</summary>
    Xml,

    /// <summary>A SOAP envelope: <c>text/xml</c> for version 1.1, <c>application/soap+xml</c> for 1.2.</summary>
    Soap,

    /// <summary>One FHIR resource: <c>application/fhir+json</c> or <c>application/json</c>.</summary>
    Fhir,

    /// <summary>A FHIR bundle of the type <c>transaction</c> or <c>batch</c>, as <see cref="Fhir"/>.</summary>
    FhirBundle,

    /// <summary><c>multipart/form-data</c>; forwarded rebuilt.</summary>
    Multipart,

    /// <summary><c>application/merge-patch+json</c> (RFC 7396): read as the JSON that it is.</summary>
    MergePatch,

    /// <summary><c>application/json-patch+json</c> (RFC 6902): read as the JSON that its operations set.</summary>
    JsonPatch,

    /// <summary>Requests in a request, as OData has them: <c>multipart/mixed</c> (forwarded rebuilt) or <c>application/json</c>.</summary>
    OdataBatch,

    /// <summary>HUD HMIS CSV: a zip archive (<c>application/zip</c>), one CSV file (<c>text/csv</c>), or a form with the archive as its only part.</summary>
    HudCsv,
}

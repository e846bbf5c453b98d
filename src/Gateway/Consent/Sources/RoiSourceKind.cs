namespace HmisGateway.Consent.Sources;

/// <summary>Where the clients' choices are kept.</summary>
internal enum RoiSourceKind
{
    /// <summary>In the gateway's own registry only.</summary>
    Registry,

    /// <summary>In a system that speaks the small protocol of docs/reference/roi-sources.md.</summary>
    Http,

    /// <summary>As <c>Consent</c> resources on a FHIR R4 server.</summary>
    Fhir,
}

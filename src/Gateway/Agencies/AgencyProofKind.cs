namespace HmisGateway.Agencies;

/// <summary>What proves an agency besides its gateway keys. The numbers are stored and never change.</summary>
internal enum AgencyProofKind
{
    /// <summary>A TLS client certificate, known by its SHA-256 thumbprint.</summary>
    Certificate = 1,

    /// <summary>The credential that the agency's system sends to the vendor in any case, known by its keyed hash.</summary>
    VendorCredential = 2,
}

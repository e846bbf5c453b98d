namespace HmisGateway.Agencies;

/// <summary>An agency as it is listed.</summary>
/// <param name="Agency">The agency.</param>
/// <param name="LiveKeys">How many keys open its door: 0 to 2.</param>
/// <param name="Certificates">How many client certificates do.</param>
/// <param name="VendorCredentials">How many vendor credentials do.</param>
internal sealed record AgencyListing(Agency Agency, int LiveKeys, int Certificates, int VendorCredentials);

using HmisGateway.Agencies;

namespace HmisGateway.Management;

/// <summary>An agency as it is listed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>standard</c> or <c>victim-service</c>.</param>
/// <param name="Disabled">True when nothing of it is accepted any more.</param>
/// <param name="LiveKeys">How many keys open its door: 0 to 2.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="Certificates">How many client certificates open its door.</param>
/// <param name="VendorCredentials">How many vendor credentials open its door.</param>
/// <param name="Refusal"><c>problem</c> or <c>vendor</c>.</param>
internal sealed record AgencyView(
    string Id, string Name, string Type, bool Disabled, int LiveKeys, DateTimeOffset CreatedAt, int Certificates, int VendorCredentials, string Refusal)
{
    /// <summary>The view of a listing.</summary>
    public static AgencyView Of(AgencyListing listing) => new(
        listing.Agency.Id,
        listing.Agency.Name,
        listing.Agency.Type == AgencyType.VictimService ? AgencyTypeWords.VictimService : AgencyTypeWords.Standard,
        listing.Agency.IsDisabled,
        listing.LiveKeys,
        listing.Agency.CreatedAt,
        listing.Certificates,
        listing.VendorCredentials,
        listing.Agency.Refusal.ToWord());
}

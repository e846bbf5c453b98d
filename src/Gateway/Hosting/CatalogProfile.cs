using HmisGateway.Policy.Profiles;

namespace HmisGateway.Hosting;

/// <summary>A profile of the catalog.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Source">Where it comes from: <c>shipped profile NAME</c>, or its file.</param>
/// <param name="IsShipped">True when it came with the gateway.</param>
internal sealed record CatalogProfile(VendorProfile Profile, string Source, bool IsShipped);

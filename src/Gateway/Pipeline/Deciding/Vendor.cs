using HmisGateway.Hosting;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>A configured vendor with its compiled profile.</summary>
/// <param name="Options">Its configuration.</param>
/// <param name="Profile">Its profile.</param>
/// <param name="BaseAddress">Where it is, without a trailing slash.</param>
internal sealed record Vendor(VendorOptions Options, VendorProfile Profile, string BaseAddress)
{
    /// <summary>A vendor with the profile that it names.</summary>
    /// <returns>Null when there is no such profile.</returns>
    public static Vendor? Of(VendorOptions options, ProfileCatalog profiles) =>
        profiles.TryGet(options.Profile) is { } profile ? new Vendor(options, profile, options.BaseAddress.TrimEnd('/')) : null;

    /// <summary>Its name: the scope of its ids.</summary>
    public string Name => Options.Name;
}

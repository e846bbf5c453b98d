using HmisGateway.Hosting;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>A configured vendor with its compiled profile.</summary>
/// <param name="Options">Its configuration.</param>
/// <param name="Profile">Its profile.</param>
/// <param name="BaseAddress">Where it is, without a trailing slash.</param>
/// <param name="Uploads">The profile of its uploads, which covers what <paramref name="Profile"/> does not; null for none.</param>
internal sealed record Vendor(VendorOptions Options, VendorProfile Profile, string BaseAddress, VendorProfile? Uploads)
{
    /// <summary>A vendor with the profile that it names.</summary>
    /// <returns>Null when there is no such profile.</returns>
    public static Vendor? Of(VendorOptions options, ProfileCatalog profiles) =>
        profiles.TryGet(options.Profile) is { } profile
            ? new Vendor(options, profile, options.BaseAddress.TrimEnd('/'), options.Uploads == VendorOptions.NoUploads ? null : profiles.TryGet(options.Uploads))
            : null;

    /// <summary>Its name: the scope of its ids.</summary>
    public string Name => Options.Name;

    /// <summary>The hashes of its profiles: with the same ones it decides alike.</summary>
    public (string Profile, string? Uploads) Hashes => (Profile.Hash, Uploads?.Hash);

    /// <summary>Finds the rule that covers a request.</summary>
    public RouteClassification Classify(string method, RequestTarget target, string? contentType, bool hasBody)
    {
        RouteClassification classification = Profile.Classify(method, target, contentType, hasBody);
        return Uploads is not null && classification is RouteClassification.Unclassified { Reason: DivertReason.NoRule }
            ? Uploads.Classify(method, target, contentType, hasBody)
            : classification;
    }
}

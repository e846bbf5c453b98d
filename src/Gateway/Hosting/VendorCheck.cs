using System.Buffers;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Hosting;

/// <summary>Checks the vendors, each and against each other.</summary>
internal static class VendorCheck
{
    /// <summary>The section; also the key of the problem that it is empty.</summary>
    public const string Section = "Vendors";

    /// <summary>The longest name of a vendor.</summary>
    public const int MaxNameLength = 64;

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);
    private static readonly SearchValues<char> NotInPrefix = SearchValues.Create("?#%\\; ");
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Everything that is wrong with them.</summary>
    public static IEnumerable<ConfigurationProblem> Problems(GatewayConfiguration configuration)
    {
        IReadOnlyList<VendorOptions> vendors = configuration.Vendors;
        if (vendors.Count == 0)
        {
            yield return new(Section, "no vendor is configured.",
                "Set Vendors:0:Name, Vendors:0:BaseAddress and Vendors:0:Profile, or start the sandbox.");
        }

        for (int index = 0; index < vendors.Count; index++)
        {
            string key = $"Vendors:{index}";
            VendorOptions vendor = vendors[index];
            foreach (ConfigurationProblem problem in NameProblems(vendors, index, key)
                .Concat(AddressProblems(vendor, key))
                .Concat(RouteProblems(vendors, index, key))
                .Concat(ProfileProblems(configuration.Profiles, vendor, key)))
            {
                yield return problem;
            }

            if (vendor.Timeout < ShortestTimeout || vendor.Timeout > LongestTimeout)
            {
                yield return new($"{key}:Timeout", $"{vendor.Timeout:c} is not between {ShortestTimeout:c} and {LongestTimeout:c}.",
                    "The default is 00:01:40.");
            }

            foreach (ConfigurationProblem problem in CredentialCheck.Problems(
                vendor.Credential.Header, vendor.Credential.FromFile, $"{key}:Credential", "then the credential that the agency system sends passes through."))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<ConfigurationProblem> NameProblems(IReadOnlyList<VendorOptions> vendors, int index, string key)
    {
        string name = vendors[index].Name;
        if (name.Length is 0 or > MaxNameLength || name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            yield return new($"{key}:Name", $"'{name}' is not a vendor name.", $"Use 1 to {MaxNameLength} of a-z 0-9 -.");
        }

        if (name.Length > 0 && Earlier(vendors, index, v => string.Equals(v.Name, name, StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            yield return new($"{key}:Name", $"'{name}' is the name of Vendors:{same} too.", "Give each vendor a name of its own.");
        }
    }

    private static IEnumerable<ConfigurationProblem> AddressProblems(VendorOptions vendor, string key)
    {
        key += ":BaseAddress";
        if (!Uri.TryCreate(vendor.BaseAddress, UriKind.Absolute, out Uri? address)
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            yield return new(key, "it is not an absolute http or https address.", "Write it like https://hmis.example.org.");
            yield break;
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            yield return new(key, "it carries a user, a query or a fragment.", "Keep scheme, host, port and path only.");
        }

        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !vendor.AllowInsecure)
        {
            yield return new(key, "client data would travel without TLS.",
                "Use https, or set AllowInsecure=true for this vendor where the network itself is protected.");
        }
    }

    private static IEnumerable<ConfigurationProblem> RouteProblems(IReadOnlyList<VendorOptions> vendors, int index, string key)
    {
        VendorOptions vendor = vendors[index];
        if (vendor.Host is { } host && Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            yield return new($"{key}:Host", $"'{host}' is not a host name.", "Write the name alone, without scheme and port.");
        }

        if (vendor.PathPrefix is { } prefix && !IsPathPrefix(prefix))
        {
            yield return new($"{key}:PathPrefix", $"'{prefix}' is not a path prefix.",
                "Write it like /clarity: it begins with a slash, does not end with one, and is not under /_gateway.");
        }

        if (Earlier(vendors, index, v => IsSameRoute(v, vendor)) is { } same)
        {
            yield return new(key, $"its requests cannot be told from those of Vendors:{same}.",
                "Give one of them another Host or PathPrefix.");
        }
    }

    private static IEnumerable<ConfigurationProblem> ProfileProblems(ProfileCatalog profiles, VendorOptions vendor, string key)
    {
        if (vendor.Uploads != VendorOptions.NoUploads && !profiles.IsKnown(vendor.Uploads))
        {
            yield return new($"{key}:Uploads", $"there is no profile '{vendor.Uploads}'.", "Write hud-csv, the name of a local profile, or none.");
        }

        if (!profiles.IsKnown(vendor.Profile))
        {
            string near = NearestName.Suggest(vendor.Profile, profiles.Names) is { } name ? $"Did you mean {name}? " : "";
            yield return new($"{key}:Profile", vendor.Profile.Length == 0 ? "no profile is named." : $"there is no profile '{vendor.Profile}'.",
                $"{near}Known: {string.Join(", ", profiles.Names)}. Local profiles come from Vendor:ProfileDirectory.");
        }
    }

    private static bool IsPathPrefix(string prefix) =>
        prefix.Length > 1
        && prefix[0] == '/'
        && prefix[^1] != '/'
        && !prefix.Split('/').Skip(1).Any(static s => s is "" or "." or "..")
        && !prefix.AsSpan().ContainsAny(NotInPrefix)
        && !(prefix + "/").StartsWith("/_gateway/", StringComparison.OrdinalIgnoreCase);

    private static bool IsSameRoute(VendorOptions one, VendorOptions other) =>
        string.Equals(one.Host ?? "", other.Host ?? "", StringComparison.OrdinalIgnoreCase)
        && string.Equals(one.PathPrefix ?? "", other.PathPrefix ?? "", StringComparison.OrdinalIgnoreCase);

    private static int? Earlier(IReadOnlyList<VendorOptions> vendors, int index, Func<VendorOptions, bool> matches)
    {
        for (int earlier = 0; earlier < index; earlier++)
        {
            if (matches(vendors[earlier]))
            {
                return earlier;
            }
        }

        return null;
    }
}

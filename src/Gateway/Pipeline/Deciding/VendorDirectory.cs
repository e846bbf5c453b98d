using HmisGateway.Policy.Profiles;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>Which vendor a request is for, by host and path prefix; the most specific configuration wins.</summary>
/// <remarks>A vendor whose profile was loaded anew is another object: whoever decided by the one before can tell.</remarks>
internal sealed class VendorDirectory
{
    private volatile Vendor[] _vendors;

    /// <summary>Creates a directory.</summary>
    public VendorDirectory(IEnumerable<Vendor> vendors) => _vendors = Ordered(vendors);

    /// <summary>All vendors.</summary>
    public IReadOnlyList<Vendor> All => _vendors;

    /// <summary>Puts other vendors in the place of all; requests that look for theirs from now on find these.</summary>
    public void Replace(IEnumerable<Vendor> vendors) => _vendors = Ordered(vendors);

    /// <summary>True while requests are decided by this very vendor, with the profile that it holds.</summary>
    public bool IsCurrent(Vendor vendor)
    {
        foreach (Vendor current in _vendors)
        {
            if (ReferenceEquals(current, vendor))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The vendor of a request, or null.</summary>
    /// <param name="host">The host that was asked for, without port.</param>
    /// <param name="target">The target as received.</param>
    public VendorTarget? Find(string host, RequestTarget target)
    {
        foreach (Vendor vendor in _vendors)
        {
            if (vendor.Options.Host is { Length: > 0 } wanted && !wanted.Equals(host, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (vendor.Options.PathPrefix is not { Length: > 0 } prefix)
            {
                return new VendorTarget(vendor, target);
            }

            if (target.WithoutPrefix(prefix) is { } inner)
            {
                return new VendorTarget(vendor, inner);
            }
        }

        return null;
    }

    private static Vendor[] Ordered(IEnumerable<Vendor> vendors) =>
        [.. vendors.OrderByDescending(static v => v.Options.Host is null ? 0 : 1)
            .ThenByDescending(static v => v.Options.PathPrefix?.Length ?? 0)];
}

using HmisGateway.Policy.Profiles;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>A vendor and the target as that vendor will see it.</summary>
internal readonly record struct VendorTarget(Vendor Vendor, RequestTarget Target);

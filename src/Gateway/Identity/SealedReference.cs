namespace HmisGateway.Identity;

/// <summary>A learned reference whose value is kept sealed, because it has the shape of an identifier.</summary>
/// <param name="Reference">Its pseudonym.</param>
/// <param name="AgencyId">Whose key it is sealed under, and for an agency's own id whose it is.</param>
/// <param name="VendorName">The vendor in whose scope it is.</param>
/// <param name="Value">The sealed value, with the context <see cref="Context"/>.</param>
internal sealed record SealedReference(Pseudonym Reference, string AgencyId, string VendorName, byte[] Value)
{
    /// <summary>The associated data of the seal.</summary>
    public const string Context = "learned-id";
}

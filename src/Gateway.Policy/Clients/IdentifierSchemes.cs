namespace HmisGateway.Policy.Clients;

/// <summary>What the schemes mean for persons.</summary>
public static class IdentifierSchemes
{
    /// <summary>
    /// True when an id of this scheme names one human being, so that leading to two persons makes them one. Enrollments, households and
    /// other records may lead to several; fingerprints never link.
    /// </summary>
    /// <param name="scheme">The scheme.</param>
    /// <returns>True for the agency's and the vendor's client ids.</returns>
    public static bool NamesOnePerson(this IdentifierScheme scheme) => scheme is IdentifierScheme.Agency or IdentifierScheme.Vendor;
}

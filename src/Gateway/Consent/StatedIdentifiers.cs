using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Consent;

/// <summary>The identifiers that one form states, as they are written. Personal data; kept only while the form is being recorded.</summary>
/// <param name="AgencyId">Whose form it is.</param>
/// <param name="ClientId">The agency's own client id.</param>
/// <param name="VendorId">The HMIS id, or null.</param>
/// <param name="Identity">The identity, or null.</param>
internal sealed record StatedIdentifiers(string AgencyId, string ClientId, VendorClientId? VendorId, StatedIdentity? Identity)
{
    /// <summary>Adds them to an index.</summary>
    public void AddTo(IdentifierIndex index, PersonId person)
    {
        index.AddAgencyId(person, ClientId, AgencyId);
        if (VendorId is { } vendorId)
        {
            index.AddVendorId(person, vendorId.Id, vendorId.Vendor);
        }

        AddTo(index, person, Identity);
    }

    /// <summary>Adds a stated identity to an index.</summary>
    public static void AddTo(IdentifierIndex index, PersonId person, StatedIdentity? identity)
    {
        if (identity is not null)
        {
            index.AddIdentity(person, identity.FirstName, identity.LastName, identity.Dob, identity.Ssn);
        }
    }

    /// <summary>Nothing of it.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(StatedIdentifiers);
}

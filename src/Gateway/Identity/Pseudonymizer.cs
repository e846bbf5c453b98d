using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using HmisGateway.Keys;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Identity;

/// <summary>Turns identifiers into pseudonyms. The only place where the hashed message is laid out.</summary>
internal sealed class Pseudonymizer(IKeyRing keys)
{
    private const int MaxOnStack = 512;

    /// <summary>The pseudonym of an agency's own client id.</summary>
    public Pseudonym OfAgencyClient(string agencyId, string clientId) => Of(IdentifierScheme.Agency, agencyId, clientId);

    /// <summary>The pseudonym of a fingerprint; fingerprints have no scope, so that every agency's compare.</summary>
    public Pseudonym OfFingerprint(IdentityFingerprint fingerprint) =>
        Of(IdentifierScheme.Identity, ((int)fingerprint.Form).ToString(System.Globalization.CultureInfo.InvariantCulture), fingerprint.Text);

    /// <summary>The pseudonym of a reference: of the agency for its own ids, of the vendor for everything else.</summary>
    public Pseudonym OfReference(ClientReference reference, string agencyId, string vendorName) =>
        Of(reference.Scheme, reference.Scheme == IdentifierScheme.Agency ? agencyId : vendorName, reference.Value);

    /// <summary>HMAC over scheme, length-prefixed scope, and value; the first 16 bytes.</summary>
    public Pseudonym Of(IdentifierScheme scheme, string scope, string value)
    {
        int length = 3 + Encoding.UTF8.GetByteCount(scope) + Encoding.UTF8.GetByteCount(value);
        Span<byte> message = length <= MaxOnStack ? stackalloc byte[length] : new byte[length];
        message[0] = (byte)scheme;
        int scopeLength = Encoding.UTF8.GetBytes(scope, message[3..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[1..], checked((ushort)scopeLength));
        Encoding.UTF8.GetBytes(value, message[(3 + scopeLength)..]);
        Span<byte> hash = stackalloc byte[32];
        keys.Pseudonymize(message, hash);
        message.Clear();
        return new Pseudonym(scheme, BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    /// <summary>What the ledger sees of the person who acts for an agency: the same name gives the same text within the agency only.</summary>
    public string OfActor(string agencyId, string actor)
    {
        Span<byte> hash = stackalloc byte[32];
        byte[] message = Encoding.UTF8.GetBytes($"actor\0{agencyId}\0{actor}");
        keys.Pseudonymize(message, hash);
        return Convert.ToHexStringLower(hash[..8]);
    }

    /// <summary>What an agency and the ledger see of one of that agency's persons: stable for the agency, useless to any other.</summary>
    public string PerAgency(string agencyId, PersonId person)
    {
        Span<byte> hash = stackalloc byte[32];
        Span<byte> message = stackalloc byte[MaxOnStack];
        if (!Utf8.TryWrite(message, CultureInfo.InvariantCulture, $"per-agency\0{agencyId}\0{person.Value:x16}", out int length))
        {
            throw new ArgumentException("The agency's id is too long.", nameof(agencyId));
        }

        keys.Pseudonymize(message[..length], hash);
        return Convert.ToHexStringLower(hash[..8]);
    }
}

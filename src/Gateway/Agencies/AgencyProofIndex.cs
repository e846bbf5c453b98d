using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;

namespace HmisGateway.Agencies;

/// <summary>All certificates and vendor credentials at one moment, for look-ups by hash that allocate nothing. Immutable.</summary>
internal sealed class AgencyProofIndex
{
    private readonly FrozenDictionary<UInt128, AgencyProof[]> _certificates;
    private readonly FrozenDictionary<UInt128, AgencyProof[]> _credentials;

    /// <summary>Creates an index.</summary>
    public AgencyProofIndex(IReadOnlyList<AgencyProof> proofs)
    {
        All = proofs;
        _certificates = ByHash(proofs, AgencyProofKind.Certificate);
        _credentials = ByHash(proofs, AgencyProofKind.VendorCredential);
        CredentialHeaders = [.. proofs.Where(static proof => proof.Kind == AgencyProofKind.VendorCredential)
            .Select(static proof => proof.Subject)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>An index without proofs.</summary>
    public static AgencyProofIndex Empty { get; } = new([]);

    /// <summary>Every proof.</summary>
    public IReadOnlyList<AgencyProof> All { get; }

    /// <summary>The headers in which a registered credential may stand, in lower case; empty while none is registered, so that nothing is hashed.</summary>
    public string[] CredentialHeaders { get; }

    /// <summary>The id of the agency that a proof names, or null.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="hash">Its hash, 32 bytes.</param>
    public string? Find(AgencyProofKind kind, ReadOnlySpan<byte> hash)
    {
        FrozenDictionary<UInt128, AgencyProof[]> proofs = kind == AgencyProofKind.Certificate ? _certificates : _credentials;
        string? agencyId = null;
        foreach (AgencyProof proof in proofs.GetValueOrDefault(Bucket(hash)) ?? [])
        {
            if (CryptographicOperations.FixedTimeEquals(proof.Hash, hash))
            {
                agencyId = proof.AgencyId;
            }
        }

        return agencyId;
    }

    private static FrozenDictionary<UInt128, AgencyProof[]> ByHash(IReadOnlyList<AgencyProof> proofs, AgencyProofKind kind) => proofs
        .Where(proof => proof.Kind == kind)
        .GroupBy(static proof => Bucket(proof.Hash))
        .ToFrozenDictionary(static group => group.Key, static group => group.ToArray());

    private static UInt128 Bucket(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128BigEndian(hash);
}

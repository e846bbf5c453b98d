using System.Collections.Frozen;
using System.Security.Cryptography;

namespace HmisGateway.Agencies;

/// <summary>All agencies, their live keys and their other proofs at one moment, for look-ups that allocate nothing. Immutable.</summary>
internal sealed class AgencyIndex
{
    private static readonly byte[] NoHash = new byte[AgencyKey.HashLength];

    private readonly FrozenDictionary<string, Entry> _entries;
    private readonly FrozenDictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    /// <summary>Creates an index.</summary>
    public AgencyIndex(IEnumerable<Agency> agencies, IEnumerable<AgencyKeyRecord> keys, AgencyProofIndex proofs)
    {
        Proofs = proofs;
        ILookup<string, AgencyKeyRecord> keysOf = keys.ToLookup(static key => key.AgencyId, StringComparer.Ordinal);
        _entries = agencies.ToFrozenDictionary(
            static agency => agency.Id,
            agency => new Entry(agency, [.. keysOf[agency.Id].Select(static key => key.Hash)]),
            StringComparer.Ordinal);
        _bySpan = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>An index without agencies: nobody is authenticated.</summary>
    public static AgencyIndex Empty { get; } = new([], [], AgencyProofIndex.Empty);

    /// <summary>The certificates and vendor credentials.</summary>
    public AgencyProofIndex Proofs { get; }

    /// <summary>All agencies, by id.</summary>
    public IEnumerable<AgencyListing> Agencies => _entries.Values
        .OrderBy(static entry => entry.Agency.Id, StringComparer.Ordinal)
        .Select(entry => new AgencyListing(
            entry.Agency,
            entry.KeyHashes.Length,
            Count(entry.Agency.Id, AgencyProofKind.Certificate),
            Count(entry.Agency.Id, AgencyProofKind.VendorCredential)));

    /// <summary>The agency with this id, or null.</summary>
    public Agency? Find(string agencyId) => _entries.GetValueOrDefault(agencyId)?.Agency;

    /// <summary>The active agency with this id and a live key of this hash, or null. Compares in constant time.</summary>
    public Agency? Find(ReadOnlySpan<char> agencyId, ReadOnlySpan<byte> keyHash)
    {
        bool isKnown = _bySpan.TryGetValue(agencyId, out Entry? entry);
        bool matches = false;
        foreach (byte[] hash in entry?.KeyHashes ?? [NoHash, NoHash])
        {
            matches |= CryptographicOperations.FixedTimeEquals(hash, keyHash);
        }

        return isKnown && matches && !entry!.Agency.IsDisabled ? entry.Agency : null;
    }

    /// <summary>The same index with one agency disabled.</summary>
    public AgencyIndex WithDisabled(string agencyId) => new(
        _entries.Values.Select(entry => entry.Agency.Id == agencyId ? entry.Agency with { IsDisabled = true } : entry.Agency),
        _entries.Values.SelectMany(static entry => entry.KeyHashes.Select(hash => new AgencyKeyRecord(entry.Agency.Id, hash, default))),
        Proofs);

    private int Count(string agencyId, AgencyProofKind kind) => Proofs.All.Count(proof => proof.Kind == kind && proof.AgencyId == agencyId);

    private sealed record Entry(Agency Agency, byte[][] KeyHashes);
}

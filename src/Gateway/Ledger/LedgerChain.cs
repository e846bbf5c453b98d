using System.Security.Cryptography;

namespace HmisGateway.Ledger;

/// <summary>How the entries of the ledger hang together.</summary>
internal static class LedgerChain
{
    private static readonly byte[] s_start = new byte[SHA256.HashSizeInBytes];

    /// <summary>What stands before the first entry: 32 zero bytes.</summary>
    public static ReadOnlySpan<byte> Start => s_start;

    /// <summary>SHA-256 over the previous hash and the bytes of the entry. <paramref name="destination"/> may be <paramref name="previous"/>.</summary>
    public static void Hash(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> entry, Span<byte> destination)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(entry);
        hash.GetHashAndReset(destination);
    }
}

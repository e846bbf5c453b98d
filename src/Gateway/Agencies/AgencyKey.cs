using System.Buffers.Text;
using System.Security.Cryptography;
using HmisGateway.Keys;

namespace HmisGateway.Agencies;

/// <summary>A gateway key, <c>&lt;agency id&gt;.&lt;secret&gt;</c>. The secret is 32 random bytes in base64url; only its keyed hash is stored.</summary>
internal static class AgencyKey
{
    /// <summary>The header that carries it. It is never forwarded.</summary>
    public const string HeaderName = "Hmis-Gateway-Key";

    /// <summary>Length of a keyed hash in bytes.</summary>
    public const int HashLength = 32;

    private const int SecretLength = 32;
    private const int SecretTextLength = 43;

    /// <summary>Makes a new key: its text, to be shown once, and its hash, to be stored.</summary>
    public static (string Text, byte[] Hash) Create(string agencyId, IKeyRing keys)
    {
        Span<byte> secret = stackalloc byte[SecretLength];
        RandomNumberGenerator.Fill(secret);
        byte[] hash = new byte[HashLength];
        keys.HashAgencySecret(secret, hash);
        string text = $"{agencyId}.{Base64Url.EncodeToString(secret)}";
        CryptographicOperations.ZeroMemory(secret);
        return (text, hash);
    }

    /// <summary>Takes a presented key apart and hashes its secret.</summary>
    /// <param name="presented">The header's value.</param>
    /// <param name="keys">The key ring that hashes.</param>
    /// <param name="hash">Takes <see cref="HashLength"/> bytes.</param>
    /// <param name="agencyId">The agency that it names.</param>
    /// <returns>False when it does not have the form of a key.</returns>
    public static bool TryHash(ReadOnlySpan<char> presented, IKeyRing keys, Span<byte> hash, out ReadOnlySpan<char> agencyId)
    {
        agencyId = default;
        int dot = presented.IndexOf('.');
        if (dot is < 1 or > AgencyId.MaxLength || presented.Length - dot - 1 != SecretTextLength)
        {
            return false;
        }

        Span<byte> secret = stackalloc byte[SecretLength];
        if (!Base64Url.IsValid(presented[(dot + 1)..]) || !Base64Url.TryDecodeFromChars(presented[(dot + 1)..], secret, out int length)
            || length != SecretLength)
        {
            return false;
        }

        keys.HashAgencySecret(secret, hash);
        CryptographicOperations.ZeroMemory(secret);
        agencyId = presented[..dot];
        return true;
    }
}

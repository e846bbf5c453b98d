using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using HmisGateway.Keys;

namespace HmisGateway.Agencies;

/// <summary>
/// The keyed hash by which a vendor credential is recognised: HMAC under the agency-key pepper over a label, the header's name and
/// the value, exactly as it stands in the request.
/// </summary>
internal static class VendorCredentialHash
{
    /// <summary>Length in bytes.</summary>
    public const int Length = AgencyKey.HashLength;

    /// <summary>The longest value that is looked at, in characters.</summary>
    public const int MaxValueLength = 8192;

    // Longer than a gateway key's secret, which is hashed under the same pepper: the two can never be mistaken for each other.
    private const string Label = "vendor-credential of an agency\0";
    private const int MaxOnStack = 1024;

    /// <summary>Hashes a credential.</summary>
    /// <param name="header">The header's name in lower case.</param>
    /// <param name="value">Its value.</param>
    /// <param name="keys">The key ring that hashes.</param>
    /// <param name="hash">Takes <see cref="Length"/> bytes.</param>
    /// <returns>False when the value is too long to be one.</returns>
    public static bool TryHash(string header, string value, IKeyRing keys, Span<byte> hash)
    {
        if (value.Length > MaxValueLength)
        {
            return false;
        }

        int most = Encoding.UTF8.GetMaxByteCount(Label.Length + header.Length + 1 + value.Length);
        byte[]? rented = most <= MaxOnStack ? null : ArrayPool<byte>.Shared.Rent(most);
        Span<byte> message = rented is null ? stackalloc byte[MaxOnStack] : rented;
        int length = Encoding.UTF8.GetBytes(Label, message);
        length += Encoding.UTF8.GetBytes(header, message[length..]);
        message[length++] = 0;
        length += Encoding.UTF8.GetBytes(value, message[length..]);
        keys.HashAgencySecret(message[..length], hash);
        CryptographicOperations.ZeroMemory(message[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return true;
    }
}

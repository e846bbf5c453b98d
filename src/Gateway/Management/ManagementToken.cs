using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HmisGateway.Management;

/// <summary>The bearer token of one run of the gateway: 32 random bytes, base64url.</summary>
internal sealed class ManagementToken
{
    private const string Scheme = "Bearer ";
    private readonly byte[] _hash;

    /// <summary>Draws a token.</summary>
    public ManagementToken()
    {
        Value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _hash = SHA256.HashData(Encoding.ASCII.GetBytes(Value));
    }

    /// <summary>The token. A secret: it goes into its file and nowhere else.</summary>
    public string Value { get; }

    /// <summary>True when an <c>Authorization</c> header presents the token. Takes the same time wherever they differ.</summary>
    public bool IsPresentedBy(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // Hashes have one length, so that not even the length of the token shows.
        byte[] presented = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()));
        return CryptographicOperations.FixedTimeEquals(presented, _hash);
    }
}

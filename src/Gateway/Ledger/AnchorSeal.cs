using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HmisGateway.Identity;
using HmisGateway.Keys;

namespace HmisGateway.Ledger;

/// <summary>Keyed seals of anchor lines and checkpoints: who holds no key of this installation can neither make one nor change one.</summary>
internal sealed class AnchorSeal(IKeyRing keys)
{
    private const int HashLength = 32;
    private const int ClientLength = 8;

    /// <summary>The line with its seal.</summary>
    public AnchorLine Seal(AnchorLine line) => line with { Mac = Convert.ToHexStringLower(MacOf(line)) };

    /// <summary>True when the line was sealed by this installation and is unchanged.</summary>
    public bool IsGenuine(AnchorLine line)
    {
        byte[] expected = MacOf(line);
        return line.Mac.Length == 2 * HashLength
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(expected)), Encoding.ASCII.GetBytes(line.Mac));
    }

    /// <summary>What an anchor sees of one of an agency's clients; the ledger and the storage have other names for them.</summary>
    public string ClientOf(string agencyId, Pseudonym client)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        keys.Pseudonymize(Encoding.UTF8.GetBytes($"anchor client\0{agencyId}\0{client.Hash:x32}"), hash);
        return Convert.ToHexStringLower(hash[..ClientLength]);
    }

    private byte[] MacOf(AnchorLine line)
    {
        byte[] mac = new byte[HashLength];
        keys.Pseudonymize(
            Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"ledger anchor\0{line.Kind}\0{line.Sequence}\0{line.Hash}\0{line.At.UtcTicks}\0{line.Agency}\0{line.Client}\0{line.Receipt}")),
            mac);
        return mac;
    }
}

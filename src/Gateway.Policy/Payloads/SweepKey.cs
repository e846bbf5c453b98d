using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HmisGateway.Policy.Payloads;

/// <summary>
/// The key under which identifiers found in requests are compared: secret, so that nobody can prepare texts that meet by their hash.
/// </summary>
public sealed class SweepKey
{
    private SweepKey(long seed) => Seed = seed;

    internal long Seed { get; }

    /// <summary>The key that secret bytes make: the same in every process that has them.</summary>
    /// <param name="secret">At least 8 bytes.</param>
    public static SweepKey Of(ReadOnlySpan<byte> secret) => new(BinaryPrimitives.ReadInt64LittleEndian(secret));

    /// <summary>Makes a random key.</summary>
    /// <returns>A new key.</returns>
    public static SweepKey Create() => new(BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long))));
}

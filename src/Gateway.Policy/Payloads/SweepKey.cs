using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HmisGateway.Policy.Payloads;

/// <summary>
/// The key under which identifiers found in requests are compared. Random for each process: what it makes never leaves memory, and
/// nobody can prepare texts that meet by their hash.
/// </summary>
public sealed class SweepKey
{
    private SweepKey(long seed) => Seed = seed;

    internal long Seed { get; }

    /// <summary>Makes a key.</summary>
    /// <returns>A new key.</returns>
    public static SweepKey Create() => new(BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long))));
}

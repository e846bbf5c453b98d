using System.Buffers.Binary;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage;

/// <summary>The clients of an offline item in one column.</summary>
internal static class PackedClients
{
    private const int ClientLength = 17;

    /// <summary>Scheme and hash of each client, one after the other.</summary>
    public static byte[] Pack(IReadOnlyList<Pseudonym> clients)
    {
        byte[] packed = new byte[clients.Count * ClientLength];
        for (int i = 0; i < clients.Count; i++)
        {
            packed[i * ClientLength] = (byte)clients[i].Scheme;
            BinaryPrimitives.WriteUInt128BigEndian(packed.AsSpan((i * ClientLength) + 1), clients[i].Hash);
        }

        return packed;
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    public static Pseudonym[] Unpack(ReadOnlySpan<byte> packed)
    {
        Pseudonym[] clients = new Pseudonym[packed.Length / ClientLength];
        for (int i = 0; i < clients.Length; i++)
        {
            ReadOnlySpan<byte> client = packed.Slice(i * ClientLength, ClientLength);
            clients[i] = new Pseudonym((IdentifierScheme)client[0], BinaryPrimitives.ReadUInt128BigEndian(client[1..]));
        }

        return clients;
    }
}

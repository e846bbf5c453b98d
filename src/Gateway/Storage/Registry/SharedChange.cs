using System.Buffers.Binary;
using HmisGateway.Identity;
using HmisGateway.Offline;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Registry;

/// <summary>What one commit has changed of what every replica keeps in memory.</summary>
/// <param name="Registry">References and persons.</param>
/// <param name="Open">Offline items that were opened or closed, in order.</param>
/// <param name="AreAgencies">True when agencies, their keys or proofs have changed.</param>
internal sealed record SharedChange(RegistryChanges Registry, IReadOnlyList<OpenChange> Open, bool AreAgencies)
{
    /// <summary>More than this is told as "everything", so that an import does not fill the feed.</summary>
    private const int MostReferences = 20_000;

    private const byte EverythingFlag = 1;
    private const byte UnknownFlag = 2;
    private const byte AgenciesFlag = 4;
    private const int HeadLength = 1 + (3 * sizeof(int));
    private const int ReferenceLength = sizeof(int) + 16;
    private const int OpenLength = 16 + 16 + 2;
    private const byte NoStatus = byte.MaxValue;

    /// <summary>True when nothing was changed that replicas keep.</summary>
    public bool IsNone => Registry.AreNone && Open.Count == 0 && !AreAgencies;

    /// <summary>As the feed keeps it.</summary>
    public byte[] ToBytes()
    {
        bool isEverything = Registry.IsEverything || Registry.References.Count > MostReferences;
        IReadOnlyCollection<Pseudonym> references = isEverything ? [] : Registry.References;
        byte[] bytes = new byte[HeadLength + (references.Count * ReferenceLength) + (Registry.Persons.Count * sizeof(long)) + (Open.Count * OpenLength)];
        bytes[0] = (byte)((isEverything ? EverythingFlag : 0) | (Registry.AreUnknown ? UnknownFlag : 0) | (AreAgencies ? AgenciesFlag : 0));
        Span<byte> rest = bytes.AsSpan(1);
        Write(ref rest, references.Count);
        Write(ref rest, Registry.Persons.Count);
        Write(ref rest, Open.Count);
        foreach (Pseudonym reference in references)
        {
            Write(ref rest, (int)reference.Scheme);
            Write(ref rest, reference.Hash);
        }

        foreach (PersonId person in Registry.Persons)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, person.Value);
            rest = rest[sizeof(long)..];
        }

        foreach (OpenChange change in Open)
        {
            Write(ref rest, change.Content.Hash);
            change.Receipt.TryWriteBytes(rest);
            rest[16] = change.From is { } from ? (byte)from : NoStatus;
            rest[17] = (byte)change.To;
            rest = rest[18..];
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static SharedChange Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadLength)
        {
            throw Unreadable();
        }

        byte flags = bytes[0];
        ReadOnlySpan<byte> rest = bytes[1..];
        int references = ReadInt32(ref rest), persons = ReadInt32(ref rest), open = ReadInt32(ref rest);
        if (references < 0 || persons < 0 || open < 0
            || rest.Length != ((long)references * ReferenceLength) + ((long)persons * sizeof(long)) + ((long)open * OpenLength))
        {
            throw Unreadable();
        }

        RegistryChanges registry = new();
        for (int i = 0; i < references; i++)
        {
            IdentifierScheme scheme = (IdentifierScheme)ReadInt32(ref rest);
            registry.Reference(new Pseudonym(scheme, ReadHash(ref rest)));
        }

        for (int i = 0; i < persons; i++)
        {
            registry.FormsOf(new PersonId(BinaryPrimitives.ReadInt64LittleEndian(rest)));
            rest = rest[sizeof(long)..];
        }

        if ((flags & UnknownFlag) != 0)
        {
            registry.Everything();
        }
        else if ((flags & EverythingFlag) != 0)
        {
            registry.Links();
        }

        OpenChange[] changes = new OpenChange[open];
        for (int i = 0; i < open; i++)
        {
            ContentKey content = new(ReadHash(ref rest));
            OfflineStatus? from = rest[16] == NoStatus ? null : (OfflineStatus)rest[16];
            changes[i] = new OpenChange(content, new Guid(rest[..16]), from, (OfflineStatus)rest[17]);
            rest = rest[18..];
        }

        return new SharedChange(registry, changes, (flags & AgenciesFlag) != 0);
    }

    private static InvalidDataException Unreadable() => new("A row of the table 'change' cannot be read: another version of the gateway has written it. Run one version on all replicas.");

    private static void Write(ref Span<byte> rest, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(rest, value);
        rest = rest[sizeof(int)..];
    }

    private static void Write(ref Span<byte> rest, UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(rest, value);
        rest = rest[16..];
    }

    private static int ReadInt32(ref ReadOnlySpan<byte> rest)
    {
        int value = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[sizeof(int)..];
        return value;
    }

    private static UInt128 ReadHash(ref ReadOnlySpan<byte> rest)
    {
        UInt128 value = BinaryPrimitives.ReadUInt128LittleEndian(rest);
        rest = rest[16..];
        return value;
    }
}

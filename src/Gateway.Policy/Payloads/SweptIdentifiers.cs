using System.Runtime.InteropServices;

namespace HmisGateway.Policy.Payloads;

/// <summary>What the sweep found in one request: keyed hashes only, so that a forward can keep them while it lasts.</summary>
public sealed class SweptIdentifiers
{
    private readonly ulong[] _marks;
    private readonly ulong[] _words;

    internal SweptIdentifiers(ulong[] marks, ulong[] words)
    {
        _marks = marks;
        _words = words;
    }

    /// <summary>Nothing was found.</summary>
    public static SweptIdentifiers None { get; } = new([], []);

    /// <summary>Ids, numbers and dates.</summary>
    internal ReadOnlySpan<ulong> Marks => _marks;

    /// <summary>Words in their order; 0 where one does not follow the other.</summary>
    internal ReadOnlySpan<ulong> Words => _words;

    /// <summary>What was found, 8 bytes for each: for whoever has the same key.</summary>
    public (byte[] Marks, byte[] Words) ToBytes() => (MemoryMarshal.AsBytes(Marks).ToArray(), MemoryMarshal.AsBytes(Words).ToArray());

    /// <summary>What <see cref="ToBytes"/> wrote.</summary>
    public static SweptIdentifiers Read(ReadOnlySpan<byte> marks, ReadOnlySpan<byte> words) =>
        new(MemoryMarshal.Cast<byte, ulong>(marks).ToArray(), MemoryMarshal.Cast<byte, ulong>(words).ToArray());

    /// <summary>How many there are.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"swept({_marks.Length} marks, {_words.Length} words)";
}

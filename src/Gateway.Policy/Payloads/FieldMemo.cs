using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace HmisGateway.Policy.Payloads;

/// <summary>What the sweep found in one field: in an export, most fields are written again in the next rows.</summary>
internal struct FieldMemo
{
    /// <summary>The longest field that is kept, in bytes: a UUID in braces.</summary>
    internal const int MaxLength = 40;

    private const ulong Spread = 0x9E3779B97F4A7C15;
    private const int MaxMarks = 16;
    private const int MaxWords = 6;

    private Text _text;
    private Marks _marks;
    private Words _words;
    private byte _length;
    private byte _markCount;
    private byte _wordCount;

    /// <summary>The ids, numbers and dates in it.</summary>
    [UnscopedRef]
    internal readonly ReadOnlySpan<ulong> Found => ((ReadOnlySpan<ulong>)_marks)[.._markCount];

    /// <summary>The words in it, in their order.</summary>
    [UnscopedRef]
    internal readonly ReadOnlySpan<ulong> FoundWords => ((ReadOnlySpan<ulong>)_words)[.._wordCount];

    /// <summary>A number for a field, so that equal fields have the same.</summary>
    /// <param name="field">At least 2 bytes.</param>
    internal static uint Hash(ReadOnlySpan<byte> field)
    {
        ulong hash = (uint)field.Length;
        for (ReadOnlySpan<byte> rest = field; rest.Length > sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest)) * Spread;
            hash ^= hash >> 32;
        }

        // The last eight bytes overlap those before; a shorter field is read from both ends.
        hash ^= field.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(field[^sizeof(ulong)..])
            : field.Length >= sizeof(uint)
                ? BinaryPrimitives.ReadUInt32LittleEndian(field) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(field[^sizeof(uint)..]) << 32)
                : BinaryPrimitives.ReadUInt16LittleEndian(field) | ((ulong)field[^1] << 16);
        return (uint)((hash * Spread) >> 32);
    }

    /// <summary>Whether this is what was found in exactly this field.</summary>
    /// <param name="field">The field, not empty.</param>
    internal readonly bool IsOf(ReadOnlySpan<byte> field) => _length == field.Length && field.SequenceEqual(((ReadOnlySpan<byte>)_text)[..field.Length]);

    /// <summary>Keeps what was found in a field, unless it is too much.</summary>
    internal void Keep(ReadOnlySpan<byte> field, ReadOnlySpan<ulong> marks, ReadOnlySpan<ulong> words)
    {
        if (marks.Length > MaxMarks || words.Length > MaxWords)
        {
            return;
        }

        field.CopyTo(_text);
        marks.CopyTo(_marks);
        words.CopyTo(_words);
        (_length, _markCount, _wordCount) = ((byte)field.Length, (byte)marks.Length, (byte)words.Length);
    }

    [InlineArray(MaxLength)]
    private struct Text
    {
        private byte _first;
    }

    [InlineArray(MaxMarks)]
    private struct Marks
    {
        private ulong _first;
    }

    [InlineArray(MaxWords)]
    private struct Words
    {
        private ulong _first;
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HmisGateway.Policy.Payloads;

/// <summary>Member names as the most forgiving vendor would compare them: compatibility forms and case do not count.</summary>
/// <remarks>
/// A vendor that binds <c>personalid</c>, <c>PersonalID</c> and <c>Per\u017FonalID</c> to the same field would take an id that a
/// stricter reader overlooks. Folding too much only refuses more payloads; folding too little would hide an id.
/// </remarks>
internal static class JsonName
{
    // Random per process, so that nobody can prepare names that meet in one slot.
    private static readonly ulong Secret = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) | 1;

    private static readonly bool CanNormalize = ProbeNormalization();

    /// <summary>NFKC, then full case folding, the dotted and the dotless i included.</summary>
    /// <param name="name">A name of valid Unicode.</param>
    /// <returns>The folded name.</returns>
    /// <exception cref="InvalidOperationException">Unicode normalisation is not available (globalisation-invariant mode).</exception>
    internal static string Fold(string name)
    {
        if (Ascii.IsValid(name))
        {
            return string.Create(name.Length, name, static (folded, text) => Ascii.ToLower(text, folded, out _));
        }

        if (!CanNormalize)
        {
            throw new InvalidOperationException("Names cannot be compared without Unicode normalisation; run with ICU.");
        }

        var folded = new StringBuilder(name.Length);
        foreach (Rune rune in name.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            switch (rune.Value)
            {
                case 0x00DF or 0x1E9E: // sharp s
                    folded.Append("ss");
                    break;
                case 0x0130 or 0x0131: // i with and without dot, capital and small
                    folded.Append('i');
                    break;
                case 0x0307 when folded.Length > 0 && folded[^1] == 'i': // the dot of a decomposed capital i
                    break;
                default:
                    folded.Append(Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)));
                    break;
            }
        }

        return folded.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>A keyed hash of a folded name. Equal names have equal hashes; different ones collide by chance only (about 2^-64).</summary>
    /// <param name="folded">UTF-8 of the folded name.</param>
    /// <returns>The hash.</returns>
    internal static ulong Hash(ReadOnlySpan<byte> folded)
    {
        ulong hash = Secret ^ ((ulong)folded.Length * 0x9E3779B97F4A7C15);
        int length = folded.Length;
        for (int i = 0; i + 8 < length; i += 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(folded[i..]));
        }

        // The last bytes, up to eight: read overlapping where the length allows it, which the length in the hash tells apart.
        ulong tail = length switch
        {
            >= 8 => BinaryPrimitives.ReadUInt64LittleEndian(folded[(length - 8)..]),
            >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(folded)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(folded[(length - 4)..]) << 32),
            > 0 => folded[0] | ((ulong)folded[length / 2] << 8) | ((ulong)folded[length - 1] << 16),
            _ => 0,
        };
        return Mix(hash ^ tail);
    }

    /// <summary>Whether a reader of the name would see something else than a parser does.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True when it holds a control, format, bidirectional, zero-width or other invisible character.</returns>
    internal static bool HasInvisible(string name)
    {
        foreach (Rune rune in name.EnumerateRunes())
        {
            bool invisible = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164
                    or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0100 and <= 0xE01EF);
            if (invisible)
            {
                return true;
            }
        }

        return false;
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value ^ Secret, 0x9FB21C651E98DF25 ^ (Secret << 1), out ulong low);
        return high ^ low;
    }

    private static bool ProbeNormalization()
    {
        try
        {
            return "\u212A\u017F".Normalize(NormalizationForm.FormKC) == "Ks";
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }
}

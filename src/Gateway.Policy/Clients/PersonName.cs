using System.Buffers;
using System.Globalization;
using System.Text;

namespace HmisGateway.Policy.Clients;

/// <summary>Folds names for comparison and tells placeholders from names.</summary>
internal static class PersonName
{
    // Entered where a client gave no name. Source: HMIS vendors' "consent refused" and "anonymous" entries.
    private static readonly HashSet<string> Placeholders = new(StringComparer.Ordinal)
    {
        "anonymous", "anon", "refused", "clientrefused", "generatedrefused", "unknown", "unk", "unnamed", "noname", "none", "na",
        "withheld", "declined", "notprovided", "notcollected", "notshared", "missing", "doesntknow", "clientdoesntknow",
        "datanotcollected", "deidentified", "donotshare", "redacted", "x", "xx", "xxx", "xxxx", "test",
    };

    private static readonly HashSet<string> DoeFirstNames = new(StringComparer.Ordinal)
    {
        "john", "jane", "j", "baby", "babyboy", "babygirl", "boy", "girl", "male", "female", "man", "woman", "child", "infant",
    };

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly HashSet<string> Suffixes = new(StringComparer.OrdinalIgnoreCase) { "jr", "sr", "junior", "senior", "ii", "iii", "iv" };
    private static readonly char[] Marks = [' ', ',', '.', '\u00A0'];

    /// <summary>The full name.</summary>
    /// <param name="firstName">First name as stated; or <c>Last, First</c> where the last name is absent.</param>
    /// <param name="lastName">Last name as stated; or <c>Last, First</c> where the first name is absent.</param>
    /// <returns>Both folded, joined by one space; null unless both are stated, neither is a placeholder and neither is a hash.</returns>
    internal static string? FullName(string? firstName, string? lastName)
    {
        (firstName, lastName) = Apart(firstName, lastName);
        if (IsHash(firstName) || IsHash(lastName))
        {
            return null;
        }

        string first = Fold(firstName);
        string last = Fold(lastName);
        bool isPlaceholder = first.Length == 0
            || last.Length == 0
            || IsPlaceholder(first)
            || IsPlaceholder(last)
            || (last == "doe" && DoeFirstNames.Contains(first));
        return isPlaceholder ? null : $"{first} {last}";
    }

    /// <summary>Numbered ones count too: <c>Anonymous 12</c>.</summary>
    private static bool IsPlaceholder(string folded) => Placeholders.Contains(folded.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'));

    /// <summary>The full name without <c>Jr.</c>, <c>III</c> and the like.</summary>
    /// <param name="firstName">As for <see cref="FullName"/>.</param>
    /// <param name="lastName">As for <see cref="FullName"/>.</param>
    /// <returns>Null where there is no such suffix.</returns>
    internal static string? WithoutSuffix(string? firstName, string? lastName)
    {
        (firstName, lastName) = Apart(firstName, lastName);
        string? first = CutSuffix(firstName);
        string? last = CutSuffix(lastName);
        return first is null && last is null ? null : FullName(first ?? firstName, last ?? lastName);
    }

    /// <summary>The same two names in the other order.</summary>
    /// <param name="fullName">What <see cref="FullName"/> returned.</param>
    internal static string Reverse(string fullName)
    {
        int space = fullName.IndexOf(' ', StringComparison.Ordinal);
        return $"{fullName.AsSpan(space + 1)} {fullName.AsSpan(0, space)}";
    }

    /// <summary>Takes <c>Last, First</c> apart that stands in one field, the other one being empty.</summary>
    /// <param name="firstName">First name as stated.</param>
    /// <param name="lastName">Last name as stated.</param>
    /// <returns>The two; as stated where there is nothing to take apart.</returns>
    internal static (string? First, string? Last) Apart(string? firstName, string? lastName)
    {
        string? both = string.IsNullOrWhiteSpace(firstName) ? lastName : string.IsNullOrWhiteSpace(lastName) ? firstName : null;
        int comma = both?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        return comma < 0 ? (firstName, lastName) : (both![(comma + 1)..], both[..comma]);
    }

    /// <summary>The name before its last word, where that is a suffix and not all of it.</summary>
    private static string? CutSuffix(string? name)
    {
        string trimmed = name?.TrimEnd(Marks) ?? "";
        int mark = trimmed.LastIndexOfAny(Marks);
        return mark > 0 && Suffixes.Contains(trimmed[(mark + 1)..]) && trimmed.AsSpan(0, mark).Trim(Marks).Length > 0 ? trimmed[..mark] : null;
    }

    /// <summary>True for what an export with hashed identities holds in place of a name: MD5, SHA-1, SHA-256 or SHA-512 in hex.</summary>
    private static bool IsHash(string? name)
    {
        ReadOnlySpan<char> trimmed = name.AsSpan().Trim();
        return trimmed.Length is 32 or 40 or 64 or 128 && !trimmed.ContainsAnyExcept(HexDigits);
    }

    /// <summary>Letters and digits only, without accents and case.</summary>
    private static string Fold(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return "";
        }

        if (Ascii.IsValid(name) && name.Length <= 128)
        {
            return FoldAscii(name);
        }

        var folded = new StringBuilder(name.Length);
        foreach (Rune rune in Decompose(name).EnumerateRunes())
        {
            if (Unaccented(rune) is { } letters)
            {
                folded.Append(letters);
            }
            else if (Rune.IsLetterOrDigit(rune))
            {
                folded.Append(Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)));
            }
        }

        return folded.ToString();
    }

    /// <summary>
    /// Folds a whole text as <see cref="FullName"/> folds a name, and keeps where words, numbers and ids end: dashes become <c>-</c>, other
    /// marks and blanks a space, digits of any script the ASCII digit. What cannot be seen is left out, so that it cannot split an id.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The folded text.</returns>
    internal static string FoldText(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (Rune rune in Decompose(text).EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                folded.Append(char.ToLowerInvariant((char)rune.Value));
            }
            else if (Unaccented(rune) is { } letters)
            {
                folded.Append(letters);
            }
            else if (Rune.IsDigit(rune))
            {
                folded.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            }
            else if (Rune.IsLetterOrDigit(rune))
            {
                folded.Append(Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)));
            }
            else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format)
            {
                folded.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.DashPunctuation ? '-' : ' ');
            }
        }

        return folded.ToString();
    }

    private static string FoldAscii(string name)
    {
        Span<char> folded = stackalloc char[name.Length];
        int length = 0;
        foreach (char c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                folded[length++] = char.ToLowerInvariant(c);
            }
        }

        return folded[..length].ToString();
    }

    private static string Decompose(string name)
    {
        // A lone surrogate cannot be normalised; EnumerateRunes turns it into U+FFFD, which is no letter.
        var valid = new StringBuilder(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            valid.Append(rune);
        }

        var marks = new StringBuilder(name.Length);
        foreach (Rune rune in valid.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark)
            {
                marks.Append(rune);
            }
        }

        return marks.ToString();
    }

    /// <summary>Letters that do not decompose into a base letter and a mark.</summary>
    private static string? Unaccented(Rune rune) => rune.Value switch
    {
        0x00DF or 0x1E9E => "ss",
        0x00C6 or 0x00E6 => "ae",
        0x0152 or 0x0153 => "oe",
        0x00D8 or 0x00F8 => "o",
        0x0141 or 0x0142 => "l",
        0x0110 or 0x0111 or 0x00D0 or 0x00F0 => "d",
        0x00DE or 0x00FE => "th",
        0x0131 => "i",
        _ => null,
    };
}

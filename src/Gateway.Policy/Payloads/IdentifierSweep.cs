using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Payloads;

/// <summary>
/// Takes every identifier out of a request, whatever its rule says about where clients stand: the ids and Social Security numbers in any
/// text, dates, and the words that names are made of.
/// </summary>
/// <remarks>
/// What is found is compared with the identifiers of No Sharing clients, also of those whose choice is recorded while the request is on
/// its way. Source: design of the fence; an unknown field of a known payload is allowed because it is swept.
/// 1. A text that is not ASCII is folded first, so that look-alike digits, accents and invisible characters make no difference.
/// 2. Runs of letters and digits, also joined by <c>- _ .</c>, are ids where they have the shape of one; so is each part of a run.
/// 3. Digits that stand close together are read as one number and as a date.
/// 4. Every run of two characters or more with a letter in it is a word. Single letters are left out: an initial between two names does not part them.
/// </remarks>
internal sealed class IdentifierSweep
{
    private const byte Other = 0;
    private const byte Letter = 1;
    private const byte Digit = 2;
    private const byte Joint = 3;

    private const int MaxOnStack = 512;
    private const int MinEpochLength = 9;
    private const int MaxEpochLength = 15;

    private static readonly byte[] s_classes = MakeClasses();
    private static readonly SearchValues<byte> s_tellsMore = SearchValues.Create("0123456789 "u8);

    private readonly HashList _marks = new();
    private readonly HashList _words = new();
    private SweepKey? _key;

    /// <summary>True between <see cref="Reset"/> with a key and the next one.</summary>
    internal bool IsOn => _key is not null;

    /// <summary>Starts a request.</summary>
    /// <param name="key">The key; null takes nothing.</param>
    internal void Reset(SweepKey? key)
    {
        _key = key;
        _marks.Clear();
        _words.Clear();
    }

    /// <summary>The words that follow do not follow those before.</summary>
    internal void Break()
    {
        if (_words.Last != 0)
        {
            _words.Add(0);
        }
    }

    /// <summary>Takes the reader's current scalar; its text has been checked.</summary>
    internal void Add(ref Utf8JsonReader reader)
    {
        if (_key is null || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return;
        }

        ReadOnlySpan<byte> raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            AddText(raw);
            return;
        }

        byte[]? rented = raw.Length > MaxOnStack ? ArrayPool<byte>.Shared.Rent(raw.Length) : null;
        Span<byte> text = rented ?? stackalloc byte[MaxOnStack];
        AddText(text[..reader.CopyString(text)]);
        Return(rented);
    }

    /// <summary>Takes a member name, already in small letters. Most are plain words of the vendor's and tell nothing.</summary>
    internal void AddName(ReadOnlySpan<byte> folded)
    {
        if (_key is not null && folded.ContainsAny(s_tellsMore))
        {
            Scan(folded, _key);
        }
    }

    /// <summary>Takes a text.</summary>
    internal void AddText(string? text)
    {
        if (_key is null || string.IsNullOrEmpty(text))
        {
            return;
        }

        int length = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = length > MaxOnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> bytes = rented ?? stackalloc byte[MaxOnStack];
        AddText(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        Return(rented);
    }

    /// <summary>Takes a text in UTF-8.</summary>
    internal void AddText(ReadOnlySpan<byte> text)
    {
        if (_key is null || text.Length < 2)
        {
            return;
        }

        byte[]? rented = text.Length > MaxOnStack ? ArrayPool<byte>.Shared.Rent(text.Length) : null;
        Span<byte> lower = rented ?? stackalloc byte[MaxOnStack];
        if (Ascii.ToLower(text, lower, out int written) == OperationStatus.Done)
        {
            AddEpoch(text, _key);
            Scan(lower[..written], _key);
        }
        else
        {
            Scan(Encoding.UTF8.GetBytes(PersonName.FoldText(Encoding.UTF8.GetString(text))), _key);
        }

        Return(rented);
    }

    /// <summary>Takes what was found in an equal text.</summary>
    internal void AddFound(ReadOnlySpan<ulong> marks, ReadOnlySpan<ulong> words)
    {
        _marks.Add(marks);
        _words.Add(words);
    }

    /// <summary>Ids, numbers and dates found so far; valid until the next text.</summary>
    internal ReadOnlySpan<ulong> Marks => _marks.Span;

    /// <summary>Words found so far in their order; valid until the next text.</summary>
    internal ReadOnlySpan<ulong> Words => _words.Span;

    /// <summary>What was found.</summary>
    internal SweptIdentifiers ToIdentifiers() => new(_marks.ToArray(), _words.ToArray());

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private static byte[] MakeClasses()
    {
        byte[] classes = new byte[256];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = i >= 0x80 || char.IsAsciiLetter((char)i) ? Letter
                : char.IsAsciiDigit((char)i) ? Digit
                : i is '-' or '_' or '.' ? Joint
                : Other;
        }

        return classes;
    }

    /// <summary>Milliseconds since 1970, as one vendor writes dates of birth.</summary>
    private void AddEpoch(ReadOnlySpan<byte> text, SweepKey key)
    {
        if (text.Length is >= MinEpochLength and <= MaxEpochLength
            && Utf8Parser.TryParse(text, out long milliseconds, out int used)
            && used == text.Length
            && BirthDate.FromEpoch(milliseconds) is var date
            && BirthDate.IsPossible(date))
        {
            _marks.Add(SweepHash.Birth(key, date.Value));
        }
    }

    private void Scan(ReadOnlySpan<byte> text, SweepKey key)
    {
        ReadOnlySpan<byte> classes = s_classes;
        DigitGroups groups = new(text);
        IdRun run = default;
        int i = 0;
        while (i < text.Length)
        {
            byte kind = classes[text[i]];
            if (kind is Other or Joint)
            {
                i++;
                run.Clear();
                continue;
            }

            int start = i;
            int digits = 0;
            while (i < text.Length && (kind = classes[text[i]]) is Letter or Digit)
            {
                if (kind == Digit)
                {
                    int first = i;
                    i = EndOfDigits(text, i);
                    digits += i - first;
                    AddDigits(text, first, i, ref groups, key);
                }
                else
                {
                    i++;
                }
            }

            if (digits < i - start)
            {
                AddWord(text[start..i], key);
            }

            run.Add(start, i, digits);
            AddIds(text, in run, key);
            if (kind == Joint && i + 1 < text.Length && classes[text[i + 1]] is Letter or Digit)
            {
                i++;
            }
        }
    }

    private static int EndOfDigits(ReadOnlySpan<byte> text, int start)
    {
        int length = text[start..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length < 0 ? text.Length : start + length;
    }

    private void AddDigits(ReadOnlySpan<byte> text, int start, int end, ref DigitGroups groups, SweepKey key)
    {
        groups.Add(start, end);
        if (IdentifierShape.Fits(letters: 0, end - start, end - start) && end - start <= SweepHash.MaxLength)
        {
            _marks.Add(SweepHash.Id(key, text[start..end]));
        }

        Span<byte> ssn = stackalloc byte[9];
        if (groups.TrySsn(ssn))
        {
            _marks.Add(SweepHash.Id(key, ssn));
        }

        DateOnly? date = groups.Date();
        if (BirthDate.IsPossible(date))
        {
            _marks.Add(SweepHash.Birth(key, date.Value));
        }
    }

    private void AddWord(ReadOnlySpan<byte> word, SweepKey key)
    {
        if (word.Length > SweepHash.MaxLength)
        {
            Break();
        }
        else if (word.Length > 1)
        {
            _words.Add(SweepHash.Word(key, word));
        }
    }

    /// <summary>Every id that ends here: the last part of the run, the last two, and so on. Digits alone were taken already.</summary>
    private void AddIds(ReadOnlySpan<byte> text, in IdRun run, SweepKey key)
    {
        int letters = 0;
        int digits = 0;
        for (int first = run.Count - 1; first >= 0; first--)
        {
            (int start, int end, int partDigits) = run[first];
            letters += end - start - partDigits;
            digits += partDigits;
            int length = run.End - start;
            if (length > SweepHash.MaxLength)
            {
                return;
            }

            bool isNumber = letters == 0 && first == run.Count - 1;
            if (!isNumber && IdentifierShape.Fits(letters, digits, length))
            {
                _marks.Add(SweepHash.Id(key, text[start..run.End]));
            }
        }
    }
}

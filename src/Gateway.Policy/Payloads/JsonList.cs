using System.Text.Json;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>A JSON text cut at the elements of its list of records: what stands before them, each of them, and what stands behind.</summary>
/// <remarks>Cuts only; who an element is about is read by <see cref="RequestReader"/> from what <see cref="With"/> writes.</remarks>
public sealed class JsonList
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly int _headEnd;
    private readonly int _tailStart;
    private readonly List<(int Start, int End)> _elements;

    private JsonList(ReadOnlyMemory<byte> text, int headEnd, int tailStart, List<(int Start, int End)> elements)
    {
        _text = text;
        _headEnd = headEnd;
        _tailStart = tailStart;
        _elements = elements;
    }

    /// <summary>How many elements the list has.</summary>
    public int Count => _elements.Count;

    /// <summary>Number of bytes before the first element and behind the last one, which go with every choice of elements.</summary>
    public int FrameLength => _headEnd + _text.Length - _tailStart;

    /// <summary>Cuts a text that was read completely by a rule. Never throws.</summary>
    /// <param name="rule">The rule; its <see cref="RouteRule.Items"/> says where the list stands.</param>
    /// <param name="text">The text. It is kept, not copied.</param>
    /// <returns>Null when there is no such list.</returns>
    public static JsonList? Cut(RouteRule rule, ReadOnlyMemory<byte> text)
    {
        if (rule.Items is null || !JsonPointerPattern.TryParse(rule.Items, out JsonPointerPattern? items, out _))
        {
            return null;
        }

        try
        {
            return Cut(items.Steps, text);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // It was not read before, or not completely: what cannot be cut is kept whole.
            return null;
        }
    }

    /// <summary>Writes the text with some of its elements only, each byte for byte as it stood, in their order.</summary>
    /// <param name="elements">Their numbers, ascending.</param>
    /// <returns>JSON; the whitespace between elements is left out.</returns>
    public byte[] With(IReadOnlyList<int> elements)
    {
        int length = FrameLength + Math.Max(elements.Count - 1, 0);
        foreach (int element in elements)
        {
            length += _elements[element].End - _elements[element].Start;
        }

        byte[] written = new byte[length];
        Span<byte> rest = written;
        Append(ref rest, 0, _headEnd);
        for (int i = 0; i < elements.Count; i++)
        {
            if (i > 0)
            {
                rest[0] = (byte)',';
                rest = rest[1..];
            }

            (int start, int end) = _elements[elements[i]];
            Append(ref rest, start, end);
        }

        Append(ref rest, _tailStart, _text.Length);
        return written;
    }

    /// <summary>How many elements there are.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"list({Count})";

    private static JsonList? Cut(IReadOnlyList<string?> steps, ReadOnlyMemory<byte> text)
    {
        var reader = new Utf8JsonReader(text.Span, new JsonReaderOptions { MaxDepth = JsonWalk.MaxDepth });
        reader.Read();
        foreach (string? step in steps)
        {
            if (step is null || !TryEnter(ref reader, JsonName.Fold(step)))
            {
                return null;
            }
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        int headEnd = (int)reader.BytesConsumed;
        List<(int Start, int End)> elements = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add((start, (int)reader.BytesConsumed));
        }

        int tailStart = (int)reader.TokenStartIndex;
        while (reader.Read())
        {
            // To the end, so that what is no JSON is not cut.
        }

        return new JsonList(text, headEnd, tailStart, elements);
    }

    /// <summary>Moves to the value of a member, whose name is compared as the reader of payloads compares it.</summary>
    private static bool TryEnter(ref Utf8JsonReader reader, string folded)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonName.Fold(reader.GetString()!) == folded)
            {
                return reader.Read();
            }

            reader.Skip();
        }

        return false;
    }

    private void Append(ref Span<byte> to, int start, int end)
    {
        _text.Span[start..end].CopyTo(to);
        to = to[(end - start)..];
    }
}

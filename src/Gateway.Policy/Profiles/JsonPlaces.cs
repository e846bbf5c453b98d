using System.Text;
using System.Text.Json;

namespace HmisGateway.Policy.Profiles;

/// <summary>Where the members and elements of a JSON file stand, by their JSON pointers: line and character, both from 1.</summary>
internal sealed class JsonPlaces
{
    private readonly Dictionary<string, (int Line, int Column)> _places = new(StringComparer.Ordinal);
    private readonly List<string> _repeated = [];

    private JsonPlaces()
    {
    }

    /// <summary>The members that stand twice in their object, each once more than the first time.</summary>
    internal IReadOnlyList<string> Repeated => _repeated;

    /// <summary>Where the file stops being JSON; null when it is JSON to its end.</summary>
    internal (int Line, int Column)? Fault { get; private set; }

    /// <summary>Reads a file as far as it is JSON.</summary>
    internal static JsonPlaces Read(ReadOnlySpan<byte> json)
    {
        var places = new JsonPlaces();
        var text = new Cursor(json);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        var path = new Stack<(string Pointer, int Index)>();
        string? member = null;
        try
        {
            while (reader.Read())
            {
                (int Line, int Column) at = text.To((int)reader.TokenStartIndex);
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        member = $"{path.Peek().Pointer}/{ProfileObject.Escaped(reader.GetString()!)}";
                        places.Add(member, at);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        path.Pop();
                        break;
                    default:
                        string pointer = member ?? Next(path);
                        if (member is null)
                        {
                            places.Add(pointer, at);
                        }

                        member = null;
                        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                        {
                            path.Push((pointer, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
                        }

                        break;
                }
            }
        }
        catch (JsonException fault)
        {
            places.Fault = ((int)(fault.LineNumber ?? 0) + 1, (int)(fault.BytePositionInLine ?? 0) + 1);
        }
        catch (InvalidOperationException)
        {
            // Text that is not Unicode: what was found so far is all there is.
        }

        return places;
    }

    /// <summary>Where a member stands, or the nearest one around it that is there.</summary>
    internal (int Line, int Column)? Find(string pointer)
    {
        string at = pointer;
        while (true)
        {
            if (_places.TryGetValue(at, out (int Line, int Column) place))
            {
                return place;
            }

            int slash = at.LastIndexOf('/');
            if (slash < 0)
            {
                return null;
            }

            at = at[..slash];
        }
    }

    /// <summary>The error with its line and column, where it is in this file.</summary>
    internal ProfileError Locate(ProfileError error) =>
        error.Line is null && Find(error.Where) is { } place ? error with { Line = place.Line, Column = place.Column } : error;

    private static string Next(Stack<(string Pointer, int Index)> path)
    {
        if (path.Count == 0)
        {
            return "";
        }

        (string pointer, int index) = path.Pop();
        path.Push((pointer, index + 1));
        return $"{pointer}/{index}";
    }

    private void Add(string pointer, (int Line, int Column) at)
    {
        if (!_places.TryAdd(pointer, at))
        {
            _repeated.Add(pointer);
        }
    }

    /// <summary>Counts lines and characters up to a byte; positions only grow.</summary>
    private ref struct Cursor(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private int _line = 1;
        private int _lineStart;
        private int _at;

        internal (int Line, int Column) To(int position)
        {
            for (; _at < position; _at++)
            {
                if (_json[_at] == (byte)'\n')
                {
                    _line++;
                    _lineStart = _at + 1;
                }
            }

            return (_line, Encoding.UTF8.GetCharCount(_json[_lineStart..position]) + 1);
        }
    }
}

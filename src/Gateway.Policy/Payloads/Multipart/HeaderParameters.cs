using System.Buffers;

namespace HmisGateway.Policy.Payloads.Multipart;

/// <summary>A header value with parameters, such as <c>form-data; name="file"</c>, in a spelling that every reader takes alike.</summary>
/// <param name="Value">What stands before the parameters, in small letters.</param>
/// <param name="Parameters">The parameters; their names in small letters.</param>
internal sealed record HeaderParameters(string Value, IReadOnlyDictionary<string, string> Parameters)
{
    private const string TokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~";
    private static readonly SearchValues<char> s_token = SearchValues.Create(TokenCharacters);
    private static readonly SearchValues<char> s_value = SearchValues.Create(TokenCharacters + "/");

    /// <summary>Reads a value.</summary>
    /// <param name="text">The value of the header.</param>
    /// <returns>Null for a parameter that stands twice, a backslash in quotes, blanks around <c>=</c>, and anything else that readers differ about.</returns>
    internal static HeaderParameters? Read(string text)
    {
        ReadOnlySpan<char> rest = text;
        int end = rest.IndexOf(';');
        ReadOnlySpan<char> value = (end < 0 ? rest : rest[..end]).Trim(" \t");
        if (value.IsEmpty || value.ContainsAnyExcept(s_value))
        {
            return null;
        }

        rest = end < 0 ? [] : rest[end..];
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!rest.IsEmpty)
        {
            if (!TryParameter(ref rest, out string name, out string content) || !parameters.TryAdd(name, content))
            {
                return null;
            }
        }

        return new HeaderParameters(JsonName.Fold(value.ToString()), parameters);
    }

    private static bool TryParameter(ref ReadOnlySpan<char> rest, out string name, out string content)
    {
        name = content = "";
        ReadOnlySpan<char> at = rest[1..].TrimStart(" \t");
        int equals = at.IndexOf('=');
        if (equals <= 0 || at[..equals].ContainsAnyExcept(s_token))
        {
            return false;
        }

        name = JsonName.Fold(at[..equals].ToString());
        at = at[(equals + 1)..];
        bool isQuoted = at is ['"', ..];
        at = isQuoted ? at[1..] : at;
        int length = isQuoted ? at.IndexOf('"') : at.IndexOfAnyExcept(s_token) is var stop and >= 0 ? stop : at.Length;
        if (length < 0 || (length == 0 && !isQuoted) || at[..length].Contains('\\'))
        {
            return false;
        }

        content = at[..length].ToString();
        rest = at[(length + (isQuoted ? 1 : 0))..].TrimStart(" \t");
        return rest.IsEmpty || rest[0] == ';';
    }
}

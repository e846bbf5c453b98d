namespace HmisGateway.Policy.Profiles;

/// <summary>The content types that a body is accepted with: the one or two of its format, alone or with <c>charset=utf-8</c>.</summary>
internal static class BodyContentType
{
    private static readonly string[] s_json = ["application/json"];
    private static readonly string[] s_form = ["application/x-www-form-urlencoded"];
    private static readonly string[] s_xml = ["application/xml", "text/xml"];

    /// <summary>Whether a header value is exactly that.</summary>
    /// <param name="format">What body the rule takes.</param>
    /// <param name="value">The value of <c>Content-Type</c>, or null.</param>
    /// <returns>False for anything else: another type, two types, another charset or any other parameter.</returns>
    internal static bool Fits(BodyFormat format, string? value)
    {
        ReadOnlySpan<char> rest = value.AsSpan().Trim(" \t");
        int semicolon = rest.IndexOf(';');
        ReadOnlySpan<char> type = semicolon < 0 ? rest : rest[..semicolon].TrimEnd(" \t");
        if (!IsOneOf(type, format switch { BodyFormat.Form => s_form, BodyFormat.Xml => s_xml, _ => s_json }))
        {
            return false;
        }

        if (semicolon < 0)
        {
            return true;
        }

        ReadOnlySpan<char> parameter = rest[(semicolon + 1)..].TrimStart(" \t");
        return parameter.Equals("charset=utf-8", StringComparison.OrdinalIgnoreCase)
            || parameter.Equals("charset=\"utf-8\"", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsOneOf(ReadOnlySpan<char> type, string[] known)
    {
        foreach (string one in known)
        {
            if (type.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

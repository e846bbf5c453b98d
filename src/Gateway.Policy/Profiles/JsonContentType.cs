namespace HmisGateway.Policy.Profiles;

/// <summary>The one content type that JSON is accepted with: <c>application/json</c>, alone or with <c>charset=utf-8</c>.</summary>
internal static class JsonContentType
{
    /// <summary>Whether a header value is exactly that.</summary>
    /// <param name="value">The value of <c>Content-Type</c>, or null.</param>
    /// <returns>False for anything else: another type, two types, another charset or any other parameter.</returns>
    internal static bool Is(string? value)
    {
        ReadOnlySpan<char> rest = value.AsSpan().Trim(" \t");
        int semicolon = rest.IndexOf(';');
        ReadOnlySpan<char> type = semicolon < 0 ? rest : rest[..semicolon].TrimEnd(" \t");
        if (!type.Equals("application/json", StringComparison.OrdinalIgnoreCase))
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
}

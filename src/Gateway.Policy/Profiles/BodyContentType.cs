namespace HmisGateway.Policy.Profiles;

/// <summary>The content types that a body is accepted with: the one or two of its format, alone or with <c>charset=utf-8</c>.</summary>
internal static class BodyContentType
{
    /// <summary>The type of multipart forms.</summary>
    internal const string FormData = "multipart/form-data";

    /// <summary>The type of a batch in parts.</summary>
    internal const string Mixed = "multipart/mixed";

    private static readonly string[] s_json = ["application/json"];
    private static readonly string[] s_form = ["application/x-www-form-urlencoded"];
    private static readonly string[] s_hudCsv = ["application/zip", "application/x-zip-compressed", "text/csv"];
    private static readonly string[] s_xml = ["application/xml", "text/xml"];
    private static readonly string[] s_mergePatch = ["application/merge-patch+json"];
    private static readonly string[] s_jsonPatch = ["application/json-patch+json"];

    /// <summary>Whether a header value is exactly that.</summary>
    /// <param name="format">What body the rule takes.</param>
    /// <param name="value">The value of <c>Content-Type</c>, or null.</param>
    /// <returns>
    /// False for anything else: another type, two types, another charset or any other parameter. Of a multipart type the parameters are
    /// its reader's to judge.
    /// </returns>
    internal static bool Fits(BodyFormat format, string? value)
    {
        ReadOnlySpan<char> rest = value.AsSpan().Trim(" \t");
        int semicolon = rest.IndexOf(';');
        ReadOnlySpan<char> type = semicolon < 0 ? rest : rest[..semicolon].TrimEnd(" \t");
        if ((format is BodyFormat.Multipart or BodyFormat.HudCsv && type.Equals(FormData, StringComparison.OrdinalIgnoreCase))
            || (format == BodyFormat.OdataBatch && type.Equals(Mixed, StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }

        if (!IsOneOf(type, TypesOf(format)))
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

    private static string[] TypesOf(BodyFormat format) => format switch
    {
        BodyFormat.Form => s_form,
        BodyFormat.Xml => s_xml,
        BodyFormat.MergePatch => s_mergePatch,
        BodyFormat.JsonPatch => s_jsonPatch,
        BodyFormat.Multipart => [],
        BodyFormat.HudCsv => s_hudCsv,
        _ => s_json,
    };

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

namespace HmisGateway.Policy.Profiles;

/// <summary>The content types that a body is accepted with: the one or two of its format, alone or with <c>charset=utf-8</c>.</summary>
internal static class BodyContentType
{
    /// <summary>The content type of SOAP 1.2.</summary>
    internal const string Soap12 = "application/soap+xml";

    /// <summary>The type of multipart forms.</summary>
    internal const string FormData = "multipart/form-data";

    /// <summary>The type of a batch in parts.</summary>
    internal const string Mixed = "multipart/mixed";

    private static readonly string[] s_json = ["application/json"];
    private static readonly string[] s_form = ["application/x-www-form-urlencoded"];
    private static readonly string[] s_hudCsv = ["application/zip", "application/x-zip-compressed", "text/csv"];
    private static readonly string[] s_xml = ["application/xml", "text/xml"];
    private static readonly string[] s_soap = ["text/xml", Soap12];
    private static readonly string[] s_fhir = ["application/fhir+json", "application/json"];
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
        ReadOnlySpan<char> rest = value;
        ReadOnlySpan<char> type = Cut(ref rest);
        if ((format is BodyFormat.Multipart or BodyFormat.HudCsv && type.Equals(FormData, StringComparison.OrdinalIgnoreCase))
            || (format == BodyFormat.OdataBatch && type.Equals(Mixed, StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }

        if (!IsOneOf(type, TypesOf(format)))
        {
            return false;
        }

        // The version 1.2 of SOAP names its action here; the reader compares it with the operation.
        bool mayHaveAction = format == BodyFormat.Soap && type.Equals(Soap12, StringComparison.OrdinalIgnoreCase);
        bool hasCharset = false;
        bool hasAction = false;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<char> parameter = Cut(ref rest);
            if (IsUtf8(parameter) && !hasCharset)
            {
                hasCharset = true;
            }
            else if (mayHaveAction && !hasAction && ActionOf(parameter) is not null)
            {
                hasAction = true;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The action that the content type of SOAP 1.2 names.</summary>
    /// <param name="value">A value that <see cref="Fits"/>.</param>
    /// <returns>Null when it names none.</returns>
    internal static string? Action(string? value)
    {
        ReadOnlySpan<char> rest = value;
        Cut(ref rest);
        while (!rest.IsEmpty)
        {
            if (ActionOf(Cut(ref rest)) is { } action)
            {
                return action;
            }
        }

        return null;
    }

    /// <summary>Takes what stands before the next semicolon; an empty parameter is one that nothing fits.</summary>
    private static ReadOnlySpan<char> Cut(ref ReadOnlySpan<char> rest)
    {
        int semicolon = rest.IndexOf(';');
        ReadOnlySpan<char> first = (semicolon < 0 ? rest : rest[..semicolon]).Trim(" \t");
        rest = semicolon < 0 ? [] : rest[(semicolon + 1)..];
        rest = semicolon >= 0 && rest.IsEmpty ? " " : rest;
        return first;
    }

    private static bool IsUtf8(ReadOnlySpan<char> parameter) =>
        parameter.Equals("charset=utf-8", StringComparison.OrdinalIgnoreCase) || parameter.Equals("charset=\"utf-8\"", StringComparison.OrdinalIgnoreCase);

    // A quoted string without escapes; a semicolon in it would have cut it.
    private static string? ActionOf(ReadOnlySpan<char> parameter)
    {
        if (!parameter.StartsWith("action=\"", StringComparison.OrdinalIgnoreCase) || parameter.Length < 9 || parameter[^1] != '"')
        {
            return null;
        }

        ReadOnlySpan<char> action = parameter[8..^1];
        return action.ContainsAny('"', '\\') ? null : action.ToString();
    }

    private static string[] TypesOf(BodyFormat format) => format switch
    {
        BodyFormat.Form => s_form,
        BodyFormat.Xml => s_xml,
        BodyFormat.Soap => s_soap,
        BodyFormat.Fhir or BodyFormat.FhirBundle => s_fhir,
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

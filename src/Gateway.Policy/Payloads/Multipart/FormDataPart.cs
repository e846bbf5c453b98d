using System.Globalization;
using HmisGateway.Policy.Payloads.Form;

namespace HmisGateway.Policy.Payloads.Multipart;

/// <summary>A field or a file of a multipart form.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="FileName">The name of the file; null for a field.</param>
/// <param name="Type">Its content type in small letters, without parameters; null when it states none.</param>
/// <param name="Content">Where its content stands in the body.</param>
internal sealed record FormDataPart(string Name, string? FileName, string? Type, Range Content)
{
    private const string Disposition = "content-disposition";
    private const string ContentType = "content-type";

    /// <summary>Those that leave the content as it is.</summary>
    private static readonly HashSet<string> s_encodings = new(StringComparer.OrdinalIgnoreCase) { "7bit", "8bit", "binary" };

    /// <summary>The header lines that say the same, in the one spelling of the HTML standard.</summary>
    internal string Head => string.Create(
        CultureInfo.InvariantCulture,
        $"Content-Disposition: form-data; name=\"{Name}\"{(FileName is null ? "" : $"; filename=\"{FileName}\"")}\r\n{(Type is null ? "" : $"Content-Type: {Type}\r\n")}");

    /// <summary>Reads a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="length">How long its content is.</param>
    /// <returns>
    /// Null for another disposition, names in an encoding of their own, a transfer encoding that changes the content, another charset than UTF-8, parts
    /// in the part, and any header that is not known.
    /// </returns>
    internal static FormDataPart? Read(MultipartPart part, int length)
    {
        if (!part.Headers.TryGetValue(Disposition, out string? disposition)
            || HeaderParameters.Read(disposition) is not { Value: "form-data" } stated
            || !stated.Parameters.TryGetValue("name", out string? name)
            || !IsPlain(name)
            || !FormReader.IsPlainName(name)
            || !IsKnown(part.Headers, length)
            || !TryFileName(stated.Parameters, out string? fileName))
        {
            return null;
        }

        if (!part.Headers.TryGetValue(ContentType, out string? contentType))
        {
            return new FormDataPart(name, fileName, null, part.Content);
        }

        return HeaderParameters.Read(contentType) is { } type && IsUtf8(type) && !IsContainer(type.Value)
            ? new FormDataPart(name, fileName, type.Value, part.Content)
            : null;
    }

    private static bool IsKnown(IReadOnlyDictionary<string, string> headers, int length) => headers.All(header => header.Key switch
    {
        Disposition or ContentType => true,
        "content-transfer-encoding" => s_encodings.Contains(header.Value),
        "content-length" => header.Value == length.ToString(CultureInfo.InvariantCulture),
        _ => false,
    });

    private static bool IsUtf8(HeaderParameters type) => type.Parameters.All(static parameter =>
        parameter.Key == "charset" && parameter.Value.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static bool IsContainer(string type) =>
        !type.Contains('/', StringComparison.Ordinal) || type.StartsWith("multipart/", StringComparison.Ordinal) || type.StartsWith("message/", StringComparison.Ordinal);

    /// <summary><c>filename*</c> is taken where it says the same as <c>filename</c> in UTF-8: one much-used client library writes both.</summary>
    private static bool TryFileName(IReadOnlyDictionary<string, string> parameters, out string? fileName)
    {
        fileName = parameters.GetValueOrDefault("filename");
        foreach ((string key, string value) in parameters)
        {
            bool isKnown = key switch
            {
                "name" => true,
                "filename" => value.Length == 0 || IsPlain(value),
                "filename*" => fileName is not null && value == "utf-8''" + Uri.EscapeDataString(fileName),
                _ => false,
            };
            if (!isKnown)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Text that nobody decodes once more: no encoded word (RFC 2047), no escape, nothing around it that a server would cut off.</summary>
    private static bool IsPlain(string text) =>
        text.Length > 0
        && text.Trim().Length == text.Length
        && !text.Contains("=?", StringComparison.Ordinal)
        && !HasEscape(text)
        && !JsonName.HasInvisible(text);

    private static bool HasEscape(string text)
    {
        for (int i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                return true;
            }
        }

        return false;
    }
}

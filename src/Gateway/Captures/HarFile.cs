using System.Text;
using System.Text.Json;

namespace HmisGateway.Captures;

/// <summary>Captured traffic in the HTTP archive format (HAR 1.2), as browsers and proxies write it.</summary>
internal static class HarFile
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    // Of the connection, of the body as it was sent, or a proof of who called the gateway.
    private static readonly HashSet<string> NotTaken = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Transfer-Encoding", "Content-Length", "Content-Encoding", "Content-Type",
        "TE", "Trailer", "Upgrade", "Expect", "Hmis-Gateway-Key",
    };

    /// <summary>Reads all requests of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The requests, in order; an entry that is none is left out.</returns>
    /// <exception cref="InvalidDataException">It is not an HTTP archive; the message holds no piece of it.</exception>
    public static async Task<IReadOnlyList<CapturedRequest>> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(file, Options, cancellationToken);
            if (Member(Member(document.RootElement, "log"), "entries") is not { ValueKind: JsonValueKind.Array } entries)
            {
                throw new InvalidDataException("It is not an HTTP archive: it has no log.entries.");
            }

            return [.. entries.EnumerateArray().Select(static (entry, index) => Read(Member(entry, "request"), index)).OfType<CapturedRequest>()];
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"It is not JSON at line {fault.LineNumber + 1}.", fault);
        }
        catch (InvalidOperationException fault)
        {
            throw new InvalidDataException("It holds text that is not valid Unicode.", fault);
        }
    }

    private static CapturedRequest? Read(JsonElement? request, int index)
    {
        if (Text(request, "method") is not { Length: > 0 } method
            || Text(request, "url") is not { } url
            || !url.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        int path = url.AsSpan(scheme + 3).IndexOfAny('/', '?', '#') is >= 0 and var found ? scheme + 3 + found : url.Length;
        string target = url[path..].Split('#')[0];
        KeyValuePair<string, string>[] headers = [.. Pairs(Member(request, "headers"))];
        JsonElement? body = Member(request, "postData");
        return new CapturedRequest
        {
            Index = index,
            Method = method,
            Origin = url[..path],
            Target = target.StartsWith('/') ? target : "/" + target,
            Headers = [.. headers.Where(static header => !header.Key.StartsWith(':') && !NotTaken.Contains(header.Key))],
            ContentType = headers.FirstOrDefault(static header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value
                ?? (Text(body, "mimeType") is { Length: > 0 } type ? type : null),
            Body = BodyOf(body),
        };
    }

    private static byte[] BodyOf(JsonElement? body)
    {
        if (Text(body, "text") is not { Length: > 0 } text)
        {
            // A form whose fields only were kept; each is written as it is sent.
            return Encoding.ASCII.GetBytes(string.Join('&', Pairs(Member(body, "params")).Select(static field =>
                $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}")));
        }

        bool isBase64 = Text(body, "encoding") is "base64" || Text(body, "_encoding") is "base64";
        byte[] decoded = new byte[isBase64 ? text.Length : 0];
        return isBase64 && Convert.TryFromBase64String(text, decoded, out int length) ? decoded[..length] : Encoding.UTF8.GetBytes(text);
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(JsonElement? list)
    {
        if (list is not { ValueKind: JsonValueKind.Array } pairs)
        {
            yield break;
        }

        foreach (JsonElement pair in pairs.EnumerateArray())
        {
            if (Text(pair, "name") is { Length: > 0 } name)
            {
                yield return new(name, Text(pair, "value") ?? "");
            }
        }
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } owner && owner.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string? Text(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}

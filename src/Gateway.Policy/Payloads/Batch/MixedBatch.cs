using System.Buffers;
using System.Globalization;
using System.Text;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads.Multipart;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Batch;

/// <summary>A batch as <c>multipart/mixed</c>: every part is one request (<c>application/http</c>).</summary>
internal static class MixedBatch
{
    private static readonly SearchValues<byte> s_line = SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(static code => (byte)code)]);

    /// <summary>Reads the requests.</summary>
    /// <param name="contentType">The value of <c>Content-Type</c>.</param>
    /// <param name="body">The body.</param>
    /// <returns>At least one request; null for a change set, and for what readers take differently.</returns>
    internal static List<InnerRequest>? Read(string? contentType, ReadOnlySpan<byte> body)
    {
        if (MultipartReader.Read(contentType, BodyContentType.Mixed, body) is not { } parts)
        {
            return null;
        }

        var requests = new List<InnerRequest>(parts.Count);
        foreach (MultipartPart part in parts)
        {
            ReadOnlySpan<byte> content = body[part.Content];
            if (!IsRequest(part.Headers, content.Length) || ReadMessage(part.Headers.GetValueOrDefault("content-id"), content) is not { } request)
            {
                return null;
            }

            requests.Add(request);
        }

        return requests;
    }

    /// <summary>Adds a request to a batch that is written anew.</summary>
    /// <param name="writer">The batch.</param>
    /// <param name="request">The request.</param>
    /// <param name="rebuilt">What takes the place of its body; null for that itself.</param>
    internal static void Write(MultipartWriter writer, InnerRequest request, RebuiltBody? rebuilt)
    {
        ReadOnlySpan<byte> body = rebuilt is null ? request.Body : rebuilt.Body.Span;
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{request.Method} {request.Url} HTTP/1.1\r\n");
        foreach ((string name, string value) in request.Headers.Where(static header => header.Key != "content-length"))
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {(name == "content-type" && rebuilt is not null ? rebuilt.ContentType : value)}\r\n");
        }

        if (!body.IsEmpty)
        {
            head.Append(CultureInfo.InvariantCulture, $"content-length: {body.Length}\r\n");
        }

        string id = request.Id is null ? "" : $"Content-ID: {request.Id}\r\n";
        writer.Add(
            $"Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n{id}",
            [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body]);
    }

    private static bool IsRequest(IReadOnlyDictionary<string, string> headers, int length) =>
        headers.TryGetValue("content-type", out string? type)
        && HeaderParameters.Read(type) is { Value: "application/http" } http
        && http.Parameters.All(static parameter => parameter.Key == "msgtype" && parameter.Value == "request")
        && headers.All(header => header.Key switch
        {
            "content-type" => true,
            "content-transfer-encoding" => header.Value.Equals("binary", StringComparison.OrdinalIgnoreCase),
            "content-length" => header.Value == length.ToString(CultureInfo.InvariantCulture),
            "content-id" => IdentifierText.IsValid(header.Value, ReferenceRole.Refers),
            _ => false,
        });

    private static InnerRequest? ReadMessage(string? id, ReadOnlySpan<byte> message)
    {
        int end = message.IndexOf("\r\n"u8);
        if (end < 0 || message[..end].ContainsAnyExcept(s_line))
        {
            return null;
        }

        string[] line = Encoding.ASCII.GetString(message[..end]).Split(' ');
        if (line is not ([_, _] or [_, _, "HTTP/1.1"]))
        {
            return null;
        }

        ReadOnlySpan<byte> rest = message[(end + 2)..];
        IReadOnlyDictionary<string, string>? headers = new Dictionary<string, string>();
        if (!rest.IsEmpty && !rest.StartsWith("\r\n"u8))
        {
            int length = rest.IndexOf("\r\n\r\n"u8);
            bool isAll = length < 0 && rest.EndsWith("\r\n"u8);
            headers = length > 0 || isAll ? MultipartPart.ReadHeaders(isAll ? rest[..^2] : rest[..length]) : null;
            rest = isAll || length < 0 ? [] : rest[(length + 2)..];
        }

        return headers is not null && TryBody(headers, rest.IsEmpty ? rest : rest[2..], out byte[] body)
            ? new InnerRequest(id, line[0], line[1], headers, body)
            : null;
    }

    /// <summary>Line ends behind a body belong to nobody.</summary>
    private static bool TryBody(IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> rest, out byte[] body)
    {
        body = [];
        ReadOnlySpan<byte> trimmed = rest.TrimEnd("\r\n"u8);
        if (!headers.TryGetValue("content-length", out string? stated))
        {
            body = trimmed.ToArray();
            return true;
        }

        if (!int.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length < trimmed.Length || length > rest.Length)
        {
            return false;
        }

        body = rest[..length].ToArray();
        return true;
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads.Form;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Multipart;

/// <summary>Reads a multipart form as the JSON object of its parts, and rebuilds it.</summary>
/// <param name="rule">The rule of the route; its pointers name parts.</param>
/// <param name="reader">A reader whose sweep is on its way.</param>
/// <remarks>
/// 1. Every part is a plain field, or what the rule calls it: JSON, or a file. A file that the rule does not know is refused.
/// 2. A field is its text, a part of JSON is that JSON, and a file is its name.
/// 3. The text of a file is swept. Bytes that are no text cannot be: the reading says that there are some.
/// </remarks>
internal sealed class MultipartPayload(RouteRule rule, JsonPayloadReader reader)
{
    private bool _hasOpaque;

    /// <summary>Reads a body.</summary>
    /// <param name="contentType">The value of <c>Content-Type</c>.</param>
    /// <param name="request">The references of path, query and headers.</param>
    /// <param name="body">The body.</param>
    internal PayloadReading Read(string? contentType, IReadOnlyList<ClientReference> request, ReadOnlySpan<byte> body)
    {
        if (MultipartReader.Read(contentType, BodyContentType.FormData, body) is not { } parts)
        {
            return Ambiguous();
        }

        using var image = new FieldImage();
        var writer = new MultipartWriter(body);
        foreach (MultipartPart raw in parts)
        {
            ReadOnlySpan<byte> content = body[raw.Content];
            if (FormDataPart.Read(raw, content.Length) is not { } part)
            {
                return Ambiguous();
            }

            if (Add(image, part, content) is { } unreadable)
            {
                return unreadable;
            }

            writer.Add(part.Head, content);
        }

        PayloadReading reading = reader.ReadPart(rule, request, image.Complete());
        return reading is PayloadReading.Readable readable
            ? readable with { Rebuilt = writer.Complete(BodyContentType.FormData), HasOpaque = _hasOpaque }
            : reading;
    }

    private static PayloadReading.Unreadable Ambiguous() => new(UnreadableReason.AmbiguousMultipart);

    private PayloadReading.Unreadable? Add(FieldImage image, FormDataPart part, ReadOnlySpan<byte> content)
    {
        if (!rule.Parts.TryGetValue(JsonName.Fold(part.Name), out PartContent known))
        {
            return part.FileName is null && part.Type is null or "text/plain" ? AddField(image, part, content) : Ambiguous();
        }

        return known == PartContent.Json ? AddJson(image, part, content) : AddFile(image, part, content);
    }

    private static PayloadReading.Unreadable? AddField(FieldImage image, FormDataPart part, ReadOnlySpan<byte> content)
    {
        if (!Utf8.IsValid(content))
        {
            return new PayloadReading.Unreadable(UnreadableReason.InvalidUtf8);
        }

        image.Add(part.Name, content);
        return null;
    }

    private PayloadReading.Unreadable? AddJson(FieldImage image, FormDataPart part, ReadOnlySpan<byte> content)
    {
        if (part.Type is not (null or "application/json" or "text/plain"))
        {
            return Ambiguous();
        }

        reader.Sweep.AddText(part.FileName);
        reader.Sweep.Break();
        try
        {
            image.AddJson(part.Name, content);
            return null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return new PayloadReading.Unreadable(UnreadableReason.MalformedJson);
        }
    }

    private PayloadReading.Unreadable? AddFile(FieldImage image, FormDataPart part, ReadOnlySpan<byte> content)
    {
        image.Add(part.Name, Encoding.UTF8.GetBytes(part.FileName ?? ""));
        reader.Sweep.AddText(part.Type);
        reader.Sweep.Break();
        switch (FileText.Sweep(part.Type, content, reader))
        {
            case FileTextReading.Swept:
                return null;
            case FileTextReading.Opaque:
                _hasOpaque = true;
                return null;
            case FileTextReading.Refused { Reason: var reason }:
                return new PayloadReading.Unreadable(reason);
            default:
                return new PayloadReading.Unreadable(UnreadableReason.ReaderFault);
        }
    }
}

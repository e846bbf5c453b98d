using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Form;

/// <summary>Reads a form as the JSON object of its fields, and rebuilds it.</summary>
internal static class FormPayload
{
    /// <summary>Reads a body.</summary>
    /// <param name="rule">The rule of the route; its pointers name fields.</param>
    /// <param name="request">The references of path, query and headers.</param>
    /// <param name="body">The body.</param>
    /// <param name="reader">A reader whose sweep is on its way.</param>
    internal static PayloadReading Read(RouteRule rule, IReadOnlyList<ClientReference> request, ReadOnlySpan<byte> body, JsonPayloadReader reader)
    {
        if (FormReader.Read(body) is not { } fields)
        {
            return new PayloadReading.Unreadable(UnreadableReason.AmbiguousForm);
        }

        using var image = new FieldImage();
        foreach ((string name, string value) in fields)
        {
            image.Add(name, value);
        }

        PayloadReading reading = reader.ReadPart(rule, request, image.Complete());
        return reading is PayloadReading.Readable readable
            ? readable with { Rebuilt = new RebuiltBody(FormWriter.Write(fields), FormWriter.ContentType) }
            : reading;
    }
}

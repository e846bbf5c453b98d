using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Form;

/// <summary>Reads a form as the JSON object of its fields.</summary>
internal static class FormPayload
{
    /// <summary>Reads a body.</summary>
    /// <param name="rule">The rule of the route; its pointers name fields.</param>
    /// <param name="request">The references of path, query and headers.</param>
    /// <param name="body">The body.</param>
    /// <param name="reader">A reader whose sweep is on its way.</param>
    internal static PayloadReading Read(RouteRule rule, IReadOnlyList<ClientReference> request, ReadOnlySpan<byte> body, JsonPayloadReader reader) =>
        FormImage.Write(body) is { } image
            ? reader.ReadPart(rule, request, image)
            : new PayloadReading.Unreadable(UnreadableReason.AmbiguousForm);
}

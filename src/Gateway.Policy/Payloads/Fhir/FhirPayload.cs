using System.Text.Json;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Fhir;

/// <summary>Reads one FHIR resource at its path.</summary>
internal static class FhirPayload
{
    private static readonly PayloadReading.Unreadable s_ambiguous = new(UnreadableReason.AmbiguousFhir);

    /// <summary>Reads a body.</summary>
    /// <param name="match">The rule of the route and the values in the path.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="request">The references of path, query and headers.</param>
    /// <param name="body">The body.</param>
    /// <param name="reader">A reader whose sweep is on its way.</param>
    internal static PayloadReading Read(
        RouteClassification.Matched match, RequestTarget target, IReadOnlyList<ClientReference> request, ReadOnlySpan<byte> body, JsonPayloadReader reader)
    {
        if (reader.Check(body) is { } refused)
        {
            return refused;
        }

        JsonElement resource = FhirResource.Parse(body);
        if (!IsOf(match, target, resource))
        {
            return s_ambiguous;
        }

        PayloadReading reading = reader.ReadPart(match.Rule, request, body);
        return reading is PayloadReading.Readable readable && readable.Records.Any(static record => record.Links.Count > 0) ? s_ambiguous : reading;
    }

    /// <summary>Whether a resource is plain, and of the type that its path says: an operation (<c>$match</c>) takes parameters.</summary>
    internal static bool IsOf(RouteClassification.Matched match, RequestTarget target, JsonElement resource)
    {
        int last = target.Segments.Count - (match.PathValues.Count > 0 ? 2 : 1);
        string type = last < 0 ? "" : target.Segments[last];
        return FhirResource.TypeOf(resource) == (type.StartsWith('$') ? "Parameters" : type) && FhirResource.IsPlain(resource);
    }
}

using System.Text.Json;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Fhir;

/// <summary>One entry of a bundle of requests.</summary>
/// <param name="Method">What it does.</param>
/// <param name="Target">Where, as if it had come alone.</param>
/// <param name="Resource">Its resource, or null.</param>
/// <param name="FullUrl">Its name in the bundle, in capitals; null for none, and for one that is an address.</param>
internal sealed record FhirEntry(string Method, RequestTarget Target, JsonElement? Resource, string? FullUrl)
{
    /// <summary>Takes an entry apart.</summary>
    /// <param name="element">The entry.</param>
    /// <param name="bundle">Where the bundle was sent to.</param>
    /// <returns>
    /// Null for a conditional request, an address that is absolute, has a query or is spelt in two ways, a name that is neither <c>urn:uuid:</c> nor an
    /// address, and a member that is not known.
    /// </returns>
    internal static FhirEntry? Read(JsonElement element, RequestTarget bundle)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        JsonElement? resource = null;
        string? fullUrl = null;
        (string Method, RequestTarget Target)? request = null;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            switch (property.Name)
            {
                case "resource" when property.Value.ValueKind == JsonValueKind.Object:
                    resource = property.Value;
                    break;
                case "fullUrl" when TryName(property.Value, out fullUrl):
                case "request" when TryRequest(property.Value, bundle, out request):
                    break;
                default:
                    return null;
            }
        }

        return request is { } stated ? new FhirEntry(stated.Method, stated.Target, resource, fullUrl) : null;
    }

    /// <summary>Whether the entry creates a resource of a type, or changes one.</summary>
    internal bool IsAt(string type, RequestTarget bundle)
    {
        int depth = bundle.Segments.Count(static segment => segment.Length > 0);
        return Target.Segments.Count == depth + (Method == "POST" ? 1 : 2) && Target.Segments[depth] == type;
    }

    private static bool TryName(JsonElement value, out string? name)
    {
        name = null;
        if (value.ValueKind != JsonValueKind.String || ResourceReference.Read(value.GetString()!) is not { } reference || (reference.Link, reference.Type) is (null, null))
        {
            return false;
        }

        name = reference.Link;
        return true;
    }

    private static bool TryRequest(JsonElement value, RequestTarget bundle, out (string Method, RequestTarget Target)? request)
    {
        request = null;
        if (value.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        string? method = null;
        string? url = null;
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            switch (property.Name)
            {
                case "method":
                    method = property.Value.GetString();
                    break;
                case "url":
                    url = property.Value.GetString();
                    break;
                case "ifMatch" or "ifNoneMatch" or "ifModifiedSince":
                    break;
                default:
                    return false;
            }
        }

        if (method is null || url is not { Length: > 0 } || url[0] == '/' || url.Contains(':', StringComparison.Ordinal))
        {
            return false;
        }

        // A read may have a query; what writes must not depend on a search.
        string address = string.Concat(bundle.Path.TrimEnd('/'), "/", url);
        if (RequestTarget.Parse(address) is not RequestTargetReading.Canonical { Target: { } target } || (target.Query.Count > 0 && method != "GET"))
        {
            return false;
        }

        request = (method, target);
        return true;
    }
}

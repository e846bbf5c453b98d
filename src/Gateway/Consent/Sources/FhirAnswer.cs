using System.Text.Json;

namespace HmisGateway.Consent.Sources;

/// <summary>The resources of a search, over all of its pages.</summary>
internal sealed class FhirAnswer
{
    /// <summary>The consents.</summary>
    public List<JsonElement> Consents { get; } = [];

    /// <summary>The patients and organizations, by every text by which a consent may refer to them.</summary>
    public Dictionary<string, JsonElement> Referred { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a page.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <returns>The address of the next page, or null.</returns>
    /// <exception cref="InvalidOperationException">It is no searchset.</exception>
    public string? Add(JsonElement bundle)
    {
        if (FhirElement.Text(bundle, "resourceType") != "Bundle" || FhirElement.Text(bundle, "type") != "searchset")
        {
            throw new InvalidOperationException("It is no searchset.");
        }

        foreach (JsonElement entry in FhirElement.List(bundle, "entry"))
        {
            JsonElement resource = entry.GetProperty("resource");
            string? type = FhirElement.Text(resource, "resourceType");
            switch (type)
            {
                case "Consent":
                    Consents.Add(resource.Clone());
                    break;
                case "Patient" or "Organization":
                    JsonElement referred = resource.Clone();
                    Referred[$"{type}/{FhirElement.Text(referred, "id")}"] = referred;
                    if (FhirElement.Text(entry, "fullUrl") is { } url)
                    {
                        Referred[url] = referred;
                    }

                    break;
                case "OperationOutcome" when FhirElement.List(resource, "issue").Any(static issue => FhirElement.Text(issue, "severity") != "information"):
                    // The server may say that it ignored a parameter, and would then answer about everybody.
                    throw new InvalidOperationException("The server did not take the search as it was asked.");
                default:
                    break;
            }
        }

        return FhirElement.List(bundle, "link")
            .Where(static link => FhirElement.Text(link, "relation") == "next")
            .Select(static link => FhirElement.Text(link, "url") ?? throw new InvalidOperationException("There is a next page without an address."))
            .FirstOrDefault();
    }
}

using System.Text.Json;
using HmisGateway.Hosting;

namespace HmisGateway.Consent.Sources;

/// <summary>Searches <c>Consent</c> on a FHIR R4 server, by POST, so that no identifier stands in a URL.</summary>
internal sealed class FhirRoiSource(RoiSourceCaller caller, ConsentOptions options, FhirConsentReader reader) : IRoiSource
{
    private const string MediaType = "application/fhir+json";

    /// <summary>How many pages of one answer are read before the source counts as unusable.</summary>
    private const int MostPages = 20;

    private readonly Uri _base = new(options.Address!.TrimEnd('/') + "/");

    /// <inheritdoc/>
    public int MostClients => 20;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RoiSourceClient>> AskAsync(
        string agencyId, IReadOnlyList<RoiSourceQuestion> asked, CancellationToken cancellationToken)
    {
        FhirNames names = FhirNames.Of(options.Fhir, agencyId);
        using FormUrlEncodedContent search = new(SearchOf(names, asked));
        FhirAnswer answer = new();
        Uri? next = Read(await caller.AskAsync(search, new Uri(_base, "Consent/_search"), MediaType, cancellationToken), answer);
        for (int page = 1; next is not null; page++)
        {
            if (page == MostPages)
            {
                throw new RoiSourceUnavailableException($"The FHIR server's answer has more than {MostPages} pages.");
            }

            next = Read(await caller.AskAsync(content: null, next, MediaType, cancellationToken), answer);
        }

        try
        {
            return reader.Read(answer, names, asked);
        }
        catch (InvalidOperationException)
        {
            throw new RoiSourceUnavailableException("The FHIR server answered a resource that is not of R4.");
        }
    }

    private IEnumerable<KeyValuePair<string, string>> SearchOf(FhirNames names, IReadOnlyList<RoiSourceQuestion> asked)
    {
        yield return new("patient.identifier", string.Join(',', asked.Select(names.TokenOf)));
        yield return new("status", "active");
        if (names.Organization is { } organization)
        {
            yield return new("organization.identifier", organization);
        }

        if (options.Fhir.Category is { Length: > 0 } category)
        {
            yield return new("category", category);
        }

        yield return new("_include", "Consent:patient");
        if (names.Organization is not null)
        {
            yield return new("_include", "Consent:organization");
        }

        yield return new("_count", "200");
    }

    /// <summary>Takes over one page.</summary>
    /// <returns>The next one, or null.</returns>
    private Uri? Read(byte[] page, FhirAnswer answer)
    {
        try
        {
            using JsonDocument bundle = JsonDocument.Parse(page, new JsonDocumentOptions { AllowDuplicateProperties = false });
            string? next = answer.Add(bundle.RootElement);
            if (next is null)
            {
                return null;
            }

            // A server behind a proxy may name itself otherwise; what is asked there would carry the credential.
            Uri address = new(_base, next);
            if (address.GetLeftPart(UriPartial.Authority) != _base.GetLeftPart(UriPartial.Authority))
            {
                throw new RoiSourceUnavailableException("The next page of the FHIR server's answer is at another authority than Consent:Address.");
            }

            return address.Query.Contains("identifier", StringComparison.OrdinalIgnoreCase)
                ? throw new RoiSourceUnavailableException("The next page of the FHIR server's answer has clients' identifiers in its address.")
                : address;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or UriFormatException or KeyNotFoundException)
        {
            // The exception's text may quote the answer.
            throw new RoiSourceUnavailableException("The FHIR server's answer is not a searchset bundle.");
        }
    }
}

using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Telemetry;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.Pipeline.Diverting;

/// <summary>Describes a request that is kept offline: what is sealed beside its body, and by which of the agency's clients it is found.</summary>
internal sealed class ItemDescription(IConsentRegistry registry, IKeyRing keys, Pseudonymizer pseudonymizer, AgencyDirectory agencies)
{
    /// <summary>What a resubmission needs, and nothing else: an agency's credential is never stored.</summary>
    private static readonly HashSet<string> KeptHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Language", "Content-Type", "Content-Encoding", "Idempotency-Key", "If-Match", "If-None-Match", "User-Agent", GatewayHeaders.Client,
    };

    private static readonly string[] CredentialWords = ["auth", "cookie", "credential", "key", "password", "secret", "session", "token"];

    /// <summary>An item can be found by at most so many clients; only a large upload that is kept whole has more.</summary>
    private const int MaxPersons = 10_000;

    // No person has this id.
    private static readonly PersonId[] Nobody = [new(0)];

    /// <summary>Describes the request.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="deliberation">What was found out about it.</param>
    /// <param name="code">The code that the agency is told.</param>
    /// <param name="reason">The precise reason.</param>
    /// <param name="clientIds">The agency's own ids of the clients it is about.</param>
    /// <returns>The details to seal.</returns>
    public OfflineDetails Describe(
        GateExchange exchange, Deliberation deliberation, string code, string reason, IReadOnlyCollection<string> clientIds)
    {
        IHeaderDictionary headers = exchange.Context.Request.Headers;
        return new OfflineDetails
        {
            Method = exchange.Request.Method,
            Target = exchange.Request.RawTarget,
            ContentType = exchange.Request.ContentType,
            ContentEncoding = headers.ContentEncoding.Count == 0 ? null : headers.ContentEncoding.ToString(),
            Headers = [.. Keep(headers, deliberation)],
            Reason = reason,
            Code = code,
            ClientIds = [.. clientIds],
            Vendor = deliberation.Destination?.Vendor.Name,
            Records = [.. deliberation.Records.Select(static r => new OfflineRecord(r.Record.Kind.ToWire(), r.Record.Pointer))],
        };
    }

    /// <summary>The agency's own ids with their pseudonyms: of every person the request leads to, and those that it states itself.</summary>
    public async ValueTask<IReadOnlyDictionary<Pseudonym, string>> FindClientsAsync(GateExchange exchange, Deliberation deliberation)
    {
        string agencyId = exchange.Agency.Id;
        Dictionary<Pseudonym, string> clients = [];

        // Asked also when nobody was found: somebody whom only other agencies know must not take longer than a stranger.
        Deliberation[] about = [deliberation, .. deliberation.List?.RemovedAlone ?? []];
        PersonId[] found = [.. about.SelectMany(static one => one.Persons.Concat(one.Attribution?.Possible ?? [])).Distinct()];
        PersonId[] persons = found.Length is > 0 and <= MaxPersons ? found : Nobody;
        foreach ((Pseudonym client, byte[] sealedId) in await registry.ReadClientIdsAsync(agencyId, persons, CancellationToken.None))
        {
            clients[client] = Encoding.UTF8.GetString(keys.Open(agencyId, RoiEntryBuilder.ClientIdContext, sealedId));
        }

        IEnumerable<string> stated = about
            .SelectMany(static one => one.Records)
            .SelectMany(static record => record.Record.References)
            .Where(static reference => reference.Scheme == IdentifierScheme.Agency)
            .Select(static reference => reference.Value)
            .Append(exchange.Request.Header(GatewayHeaders.Client) ?? "")
            .Concat(OfUpload(deliberation));
        foreach (string id in stated.Where(static id => ClientIdSyntax.IsValid(id)))
        {
            clients[pseudonymizer.OfAgencyClient(agencyId, id)] = id;
        }

        return clients;
    }

    /// <summary>The clients for whom an upload is kept whole.</summary>
    private static IEnumerable<string> OfUpload(Deliberation deliberation) =>
        deliberation is { Split: { } split, Rule.IdSpace: IdentifierScheme.Agency } ? split.Clients.Diverted.Take(MaxPersons).Select(split.Clients.IdOf) : [];

    private IEnumerable<OfflineHeader> Keep(IHeaderDictionary headers, Deliberation deliberation)
    {
        IReadOnlyList<string> ofProfile = deliberation.Rule?.ForwardHeaders ?? [];
        string? ofVendor = deliberation.Destination?.Vendor.Options.Credential.Header;
        foreach (KeyValuePair<string, StringValues> header in headers)
        {
            if (KeptHeaders.Contains(header.Key)
                || (ofProfile.Contains(header.Key, StringComparer.OrdinalIgnoreCase) && !IsCredential(header.Key, ofVendor)))
            {
                yield return new OfflineHeader(header.Key, header.Value.ToString());
            }
        }
    }

    /// <summary>True for a header that carries a credential, or may do so by its name.</summary>
    private bool IsCredential(string name, string? ofVendor) =>
        name.Equals(ofVendor, StringComparison.OrdinalIgnoreCase)
        || agencies.Proofs.CredentialHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)
        || CredentialWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}

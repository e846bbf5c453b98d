using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>The references of a request outside its body: path, query, headers, and the agency's own id in our header.</summary>
internal static class RequestReferences
{
    private const string HeaderPlace = "header:" + RequestReader.ClientHeader;

    /// <summary>Reads them.</summary>
    /// <param name="match">The rule and the values of its path parameters.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="header">Gives the value of a request header, or null.</param>
    /// <param name="references">The references.</param>
    /// <returns>Why the request is refused, or null.</returns>
    internal static UnreadableReason? Read(
        RouteClassification.Matched match, RequestTarget target, Func<string, string?> header, List<ClientReference> references)
    {
        foreach (RequestSelector selector in match.Rule.RequestSelectors)
        {
            ReferenceSelector what = selector.Selector;
            string? value = what.Source switch
            {
                SelectorSource.Path => match.PathValues[selector.Index],
                SelectorSource.Query => FromQuery(target.Query, selector.Key),
                _ => header(selector.Key),
            };
            if (!TryAdd(references, value, what.Scheme, what.Role, selector.Place))
            {
                return UnreadableReason.InvalidIdentifier;
            }
        }

        string? own = header(RequestReader.ClientHeader);
        return TryAdd(references, own, IdentifierScheme.Agency, ReferenceRole.Refers, HeaderPlace)
            ? null
            : UnreadableReason.InvalidIdentifier;
    }

    private static bool TryAdd(
        List<ClientReference> references, string? value, IdentifierScheme scheme, ReferenceRole role, string place)
    {
        if (string.IsNullOrEmpty(value))
        {
            return true;
        }

        if (!IdentifierText.IsValid(value, role))
        {
            return false;
        }

        references.Add(new ClientReference(scheme, role, value, place));
        return true;
    }

    private static string? FromQuery(IReadOnlyList<KeyValuePair<string, string>> query, string foldedKey)
    {
        foreach (KeyValuePair<string, string> pair in query)
        {
            if (string.Equals(CanonicalQuery.FoldKey(pair.Key), foldedKey, StringComparison.Ordinal))
            {
                return pair.Value;
            }
        }

        return null;
    }
}

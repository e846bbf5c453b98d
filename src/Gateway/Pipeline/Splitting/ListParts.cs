using System.Globalization;
using HmisGateway.Identity;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Diverting;
using HmisGateway.Pipeline.Repeats;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Splitting;

/// <summary>Makes one part for each client of the elements that are taken out of a list: the request with those elements only.</summary>
/// <remarks>Elements that name several clients make a part with all others that name the same ones. Those that name nobody are one part.</remarks>
internal sealed class ListParts(ConsentDeliberator deliberator, ItemDescription description, ContentKeys contents)
{
    /// <summary>Makes the parts.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="deliberation">What was found out about the rest.</param>
    /// <param name="split">How the list was taken apart.</param>
    public async Task<IReadOnlyList<SplitPart>> MakeAsync(GateExchange exchange, Deliberation deliberation, ListSplit split)
    {
        ContentKey splitKey = contents.OfSplit(exchange, deliberation);
        List<SplitPart> parts = [];
        foreach (IGrouping<string, int> client in split.Removed.GroupBy(element => ClientsOf(split.Alone[element]), StringComparer.Ordinal))
        {
            int[] elements = [.. client];
            parts.Add(await MakeAsync(exchange, split, splitKey, elements));
        }

        return parts;
    }

    private async Task<SplitPart> MakeAsync(GateExchange exchange, ListSplit split, ContentKey splitKey, int[] elements)
    {
        byte[] body = split.List.With(elements);
        ConsentDecision.Divert reason = split.FirstReason(elements);
        Deliberation together = elements.Length == 1
            ? split.Alone[elements[0]]
            : await deliberator.DeliberateAsync(exchange.Request, body, bodyProblem: null, CancellationToken.None);
        together = together with { Decision = reason };
        IReadOnlyDictionary<Pseudonym, string> clients = await description.FindClientsAsync(exchange, together);
        return new SplitPart
        {
            Reason = reason,
            Details = description.Describe(exchange, together, reason.Code.ToWire(), reason.Reason.ToWire(), [.. clients.Values]).WithoutEncoding(),
            Content = body,
            Key = contents.OfPart(splitKey, body),
            Clients = [.. clients.Keys],
            Persons = together.Persons,
            Learned = StatedFingerprints.OfNoSharing(together, exchange.Agency.Id),
        };
    }

    /// <summary>Whom an element names, as a text that is equal for equal clients: the persons it leads to, and the client ids that lead nowhere.</summary>
    private static string ClientsOf(Deliberation alone)
    {
        Attribution attribution = alone.Attribution!;
        List<string> persons = [.. attribution.Persons.Select(static person => person.Value.ToString(CultureInfo.InvariantCulture))];
        List<(IdentifierScheme Scheme, string Text)> unknown = [.. attribution.Asked
            .SelectMany(static asked => asked.References)
            .Where(reference => !attribution.Snapshot.Persons.ContainsKey(reference))
            .Select(static reference => (reference.Scheme, string.Create(CultureInfo.InvariantCulture, $"{(int)reference.Scheme} {reference.Hash:x32}")))];
        List<string> named = [.. unknown.Where(static reference => reference.Scheme.NamesOnePerson()).Select(static reference => reference.Text)];

        // An id of something else tells two clients apart only where nothing better does.
        IEnumerable<string> clients = persons.Count + named.Count > 0 ? persons.Concat(named) : unknown.Select(static reference => reference.Text);
        return string.Join(',', clients.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}

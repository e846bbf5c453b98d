using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Consent.Sources;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>
/// Steps 3 to 6 where choices are kept outside of the gateway: the source is asked for everybody whom a request is about, until the decision is about nobody for
/// whom it was not asked.
/// </summary>
internal sealed class OutsideChoices(ConsentDeliberator deliberator, RoiSynchronizer synchronizer)
{
    /// <summary>What the source says may link somebody else to the request, for whom it is asked next.</summary>
    private const int MaxRounds = 5;

    private const int UploadBatch = 500;

    /// <summary>Whether there is an outside source.</summary>
    public bool AreAsked => synchronizer.HasSource;

    /// <summary>Deliberates about a request.</summary>
    /// <exception cref="RoiSourceUnavailableException">The source did not answer: nothing may be forwarded.</exception>
    public async ValueTask<Deliberation> DeliberateAsync(GateExchange exchange)
    {
        for (int round = 0; round < MaxRounds; round++)
        {
            Deliberation deliberation = await deliberator.DeliberateAsync(
                exchange.Request, exchange.Body.Memory, exchange.BodyProblem, CancellationToken.None);
            if (!synchronizer.HasSource || !await AskAsync(exchange, deliberation))
            {
                return deliberation;
            }
        }

        throw new RoiSourceUnavailableException("What the ROI source says leads to somebody else each time.");
    }

    /// <summary>Asks for those whom a deliberation is about and for whom this exchange has not asked yet.</summary>
    /// <returns>True when there was somebody, so that the request has to be looked at again.</returns>
    /// <exception cref="RoiSourceUnavailableException">The source did not answer: nothing may be forwarded.</exception>
    public async ValueTask<bool> AskAsync(GateExchange exchange, Deliberation deliberation)
    {
        bool hasAsked = false;
        await foreach (IReadOnlyCollection<RoiSourceQuestion> questions in FindAsync(exchange, deliberation))
        {
            hasAsked = true;
            await synchronizer.TakeOverAsync(exchange.Agency.Id, questions, CancellationToken.None);
            exchange.AskedOutside.UnionWith(questions);
        }

        return hasAsked;
    }

    /// <summary>Whether the source was asked for everybody whom a deliberation is about.</summary>
    public async ValueTask<bool> IsAskedAsync(GateExchange exchange, Deliberation deliberation)
    {
        await foreach (IReadOnlyCollection<RoiSourceQuestion> _ in FindAsync(exchange, deliberation))
        {
            return false;
        }

        return true;
    }

    /// <summary>The questions that were not asked yet, in groups.</summary>
    private async IAsyncEnumerable<IReadOnlyCollection<RoiSourceQuestion>> FindAsync(GateExchange exchange, Deliberation deliberation)
    {
        if (!synchronizer.HasSource || exchange.Agency.Type != AgencyType.Standard || deliberation.Destination is not { } destination || IsDecided(deliberation))
        {
            yield break;
        }

        string vendor = destination.Vendor.Name;
        if (deliberation.Attribution is { } attribution)
        {
            HashSet<RoiSourceQuestion> stated = [];
            foreach (ClientReference reference in attribution.Records.SelectMany(static record => record.Record.References))
            {
                Add(stated, reference.Scheme, vendor, reference.Value);
            }

            if (await NewAsync(exchange, stated, attribution.Persons) is { Count: > 0 } questions)
            {
                yield return questions;
            }
        }

        if (deliberation.Split is { Clients: { } clients })
        {
            foreach (int[] some in Enumerable.Range(0, clients.Count).Chunk(UploadBatch))
            {
                HashSet<RoiSourceQuestion> stated = [];
                foreach (int client in some)
                {
                    Add(stated, deliberation.Rule!.IdSpace, vendor, clients.IdOf(client));
                }

                if (await NewAsync(exchange, stated, [.. some.SelectMany(client => clients.PersonsOf(client)).Distinct()]) is { Count: > 0 } questions)
                {
                    yield return questions;
                }
            }
        }
    }

    private async ValueTask<HashSet<RoiSourceQuestion>> NewAsync(GateExchange exchange, HashSet<RoiSourceQuestion> stated, IReadOnlyList<PersonId> persons)
    {
        HashSet<RoiSourceQuestion> questions = stated;
        questions.UnionWith(await synchronizer.QuestionsOfAsync(exchange.Agency.Id, persons, CancellationToken.None));
        questions.ExceptWith(exchange.AskedOutside);
        synchronizer.AddHmisIds(questions);
        return questions;
    }

    /// <summary>A No Sharing on file is lifted by nothing that the source may say; what is read changes nothing in HMIS.</summary>
    private static bool IsDecided(Deliberation deliberation) =>
        deliberation.Operation is Operation.Read or Operation.Auth
        || (deliberation is { Decision: ConsentDecision.Divert { Code: DivertCode.NoSharing }, Split: null, Rule.Batch: not BatchMode.Split });

    private static void Add(HashSet<RoiSourceQuestion> stated, IdentifierScheme scheme, string vendor, string id)
    {
        if (!ClientIdSyntax.IsValid(id))
        {
            return;
        }

        if (scheme == IdentifierScheme.Agency)
        {
            stated.Add(new RoiSourceQuestion(id, null));
        }
        else if (scheme == IdentifierScheme.Vendor)
        {
            stated.Add(new RoiSourceQuestion(null, new VendorClientId(vendor, id)));
        }
    }
}

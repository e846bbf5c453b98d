using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Storage;

namespace HmisGateway.Consent;

/// <summary>Learns references after a forward; under the fence where one of them turns out to link two persons, or belongs to a protected one.</summary>
/// <remarks>
/// A link can take permission away: the forms of both persons count for both from then on. Whether there is one is decided in the commit,
/// so that two forwards that learn the same id at the same time cannot link their persons past the fence.
/// </remarks>
internal sealed class FencedLearning(IPersonDirectory persons, ProtectedClients protectedClients, IConsentFence fence)
{
    /// <summary>Adds what is not known yet; durable, and any link in effect everywhere, when the task completes.</summary>
    /// <param name="learned">What was learned.</param>
    /// <param name="evidence">The ledger's event of this commit.</param>
    /// <param name="pass">The pass of the forward that taught it, whose whole answer has been read; a closing of the fence gives it up.</param>
    public async ValueTask LearnAsync(
        IReadOnlyList<LearnedReferences> learned, LedgerEvent evidence, IFencePass pass)
    {
        Pseudonym[] asked = [.. learned.SelectMany(static references => references.Pseudonyms).Distinct()];
        PersonSnapshot known = await persons.LookUpAsync(asked, CancellationToken.None);
        LearnedReferences[] news = [.. learned.Select(references => WithoutKnown(references, known)).Where(static references => references.Pseudonyms.Count > 0)];
        if (news.Length == 0)
        {
            return;
        }

        // Whether it links anybody, or belongs to somebody who is protected, is decided in the commit: it may have become so meanwhile.
        HashSet<PersonId> closed = [.. await persons.LearnAsync(news, new HashSet<PersonId>(), evidence, CancellationToken.None)];
        if (closed.Count == 0)
        {
            return;
        }

        pass.Dispose();
        closed.UnionWith(news.Select(static references => references.Person));
        while (!await TryLearnAsync(news, closed, evidence))
        {
        }
    }

    /// <summary>Learns while the fence is closed for these persons; adds to them whoever would have to be linked too.</summary>
    private async Task<bool> TryLearnAsync(LearnedReferences[] news, HashSet<PersonId> closed, LedgerEvent evidence)
    {
        ProtectedIdentifiers mentioned = await protectedClients.ReadAsync(await HistoriesOfAsync(closed), CancellationToken.None);
        IReadOnlyCollection<PersonId> numbers = await persons.ReadNumbersAsync(closed, CancellationToken.None);
        using IFenceClosing before = await fence.CloseAsync(new FenceScope { Persons = numbers, Mentioned = mentioned }, CancellationToken.None);
        FenceScope scopeNow;
        bool isCertain = true;
        try
        {
            IReadOnlyCollection<PersonId> linked = await persons.LearnAsync(news, closed, evidence, CancellationToken.None);
            if (linked.Count > 0)
            {
                closed.UnionWith(linked);
                return false;
            }

            isCertain = false;
            scopeNow = new FenceScope { Mentioned = await protectedClients.AddAsync(await HistoriesOfAsync(closed), CancellationToken.None) };
        }
        catch (Exception exception) when (!isCertain || exception is CommitOutcomeUnknownException)
        {
            // It may be committed: a link that takes permission away must not be overtaken.
            before.Keep();
            throw;
        }

        using IFenceClosing after = await fence.CloseAsync(scopeNow, CancellationToken.None);
        before.Dispose();
        after.Dispose();
        await Task.WhenAll(before.DrainAsync(CancellationToken.None).AsTask(), after.DrainAsync(CancellationToken.None).AsTask());
        return true;
    }

    private async Task<IReadOnlyDictionary<PersonId, ConsentHistory>> HistoriesOfAsync(HashSet<PersonId> asked)
    {
        Dictionary<PersonId, ConsentHistory> histories = [];
        foreach (PersonOnFile person in (await persons.ReadAsync(asked, CancellationToken.None)).Values)
        {
            histories[person.Representative] = person.History;
        }

        return histories;
    }

    private static LearnedReferences WithoutKnown(LearnedReferences references, PersonSnapshot known)
    {
        Pseudonym[] news = [.. references.Pseudonyms.Where(pseudonym =>
            known.Persons.GetValueOrDefault(pseudonym) is not { } found || !found.Contains(references.Person))];
        return references with { Pseudonyms = news, Sealed = [.. references.Sealed.Where(kept => news.Contains(kept.Reference))] };
    }
}

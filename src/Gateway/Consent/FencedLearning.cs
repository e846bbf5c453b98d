using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>Learns references after a forward; under the fence where one of them turns out to link two persons.</summary>
/// <remarks>A link can take permission away: the forms of both persons count for both from then on.</remarks>
internal sealed class FencedLearning(IPersonDirectory persons, IConsentFence fence)
{
    /// <summary>Adds what is not known yet; durable, and any link in effect everywhere, when the task completes.</summary>
    /// <param name="learned">What was learned.</param>
    /// <param name="evidence">The ledger's event of this commit.</param>
    /// <param name="pass">The pass of the forward that taught it, whose whole answer has been read; a link gives it up.</param>
    public async ValueTask LearnAsync(IReadOnlyList<LearnedReferences> learned, LedgerEvent evidence, IFencePass pass)
    {
        Pseudonym[] asked = [.. learned.SelectMany(static references => references.Pseudonyms).Distinct()];
        PersonSnapshot known = await persons.LookUpAsync(asked, CancellationToken.None);
        LearnedReferences[] news = [.. learned.Select(references => WithoutKnown(references, known)).Where(static references => references.Pseudonyms.Count > 0)];
        if (news.Length == 0)
        {
            return;
        }

        HashSet<PersonId> linked = LinkedBy(news, known);
        if (linked.Count == 0)
        {
            await persons.LearnAsync(news, evidence, CancellationToken.None);
            return;
        }

        pass.Dispose();
        using IFenceClosing closing = await fence.CloseAsync(linked, CancellationToken.None);
        await persons.LearnAsync(news, evidence, CancellationToken.None);
        closing.Dispose();
        await closing.DrainAsync(CancellationToken.None);
    }

    private static LearnedReferences WithoutKnown(LearnedReferences references, PersonSnapshot known) => references with
    {
        Pseudonyms = [.. references.Pseudonyms.Where(pseudonym =>
            known.Persons.GetValueOrDefault(pseudonym) is not { } found || !found.Contains(references.Person))],
    };

    /// <summary>Everybody who becomes one with somebody else.</summary>
    private static HashSet<PersonId> LinkedBy(LearnedReferences[] news, PersonSnapshot known)
    {
        HashSet<PersonId> linked = [];
        foreach (LearnedReferences references in news)
        {
            foreach (Pseudonym pseudonym in references.Pseudonyms)
            {
                if (pseudonym.Scheme.NamesOnePerson()
                    && known.Persons.GetValueOrDefault(pseudonym) is { Count: > 0 } others)
                {
                    linked.Add(references.Person);
                    linked.UnionWith(others);
                }
            }
        }

        return linked;
    }
}

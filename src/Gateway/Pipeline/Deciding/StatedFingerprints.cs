using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>The fingerprints that the records of a request teach about the one client whom each is about.</summary>
/// <remarks>
/// An identity teaches nothing where it is not certain whose it is: beside several clients, where only a learned fingerprint or one part of
/// it leads to the client, where it contradicts what is on file, and where a form states it for somebody else, who would be held
/// from then on because of somebody's wrong id.
/// </remarks>
internal static class StatedFingerprints
{
    /// <summary>What a request teaches that was forwarded.</summary>
    /// <param name="attribution">Its records.</param>
    /// <param name="record">Which of them.</param>
    /// <returns>The fingerprints of the record's client that do not lead there yet; null when there are none.</returns>
    public static LearnedReferences? Of(Attribution attribution, int record)
    {
        AttributedRecord attributed = attribution.Records[record];
        Pseudonym[] stated = attribution.Asked[record].Matches;
        if (stated.Length == 0
            || attributed is not { Subjects: [var person], IdentityContradicts: false, IsPossibleMatchOnly: false }
            || Array.Exists(stated, fingerprint => IsOfSomebodyElse(attribution.Snapshot, fingerprint, person)))
        {
            return null;
        }

        Pseudonym[] news = Array.FindAll(stated, fingerprint => attribution.Snapshot.Persons.GetValueOrDefault(fingerprint)?.Contains(person) is not true);
        return news.Length == 0 ? null : new LearnedReferences(person, news);
    }

    /// <summary>What a request teaches that is kept offline: the identity of a client for whose No Sharing it is.</summary>
    /// <param name="deliberation">The request.</param>
    /// <param name="agencyId">Whose it is.</param>
    /// <returns>The fingerprints that do not lead to those clients yet.</returns>
    public static IReadOnlyList<LearnedReferences> OfNoSharing(Deliberation deliberation, string agencyId)
    {
        // What a victim-service provider writes is told to nobody, not even as a hash that holds others.
        if (deliberation.Decision is not ConsentDecision.Divert { Code: not DivertCode.VictimServiceProvider })
        {
            return [];
        }

        List<LearnedReferences>? learned = null;
        for (int i = 0; i < deliberation.Records.Count; i++)
        {
            if (Of(deliberation.Attribution!, i) is { } news
                && deliberation.Attribution!.Histories.GetValueOrDefault(news.Person)?.NoSharingFor(agencyId) is not (null or NoSharingSource.Nobody))
            {
                (learned ??= []).Add(news);
            }
        }

        return learned ?? [];
    }

    private static bool IsOfSomebodyElse(PersonSnapshot snapshot, Pseudonym fingerprint, PersonId person) =>
        snapshot.Persons.GetValueOrDefault(fingerprint) is { } found && !found.Contains(person) && !snapshot.LearnedOnly.Contains(fingerprint);
}

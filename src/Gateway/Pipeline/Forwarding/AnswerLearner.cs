using System.Globalization;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>
/// Part of step 9a: what a successful write taught. New ids of the request, the identity in it and the ids in the answer lead to the
/// record's person from now on.
/// </summary>
internal sealed class AnswerLearner(FencedLearning learning, LearnedReferenceBuilder builder)
{
    /// <summary>Learns; durable when the task completes.</summary>
    /// <param name="agencyId">Who wrote.</param>
    /// <param name="deliberation">What was written.</param>
    /// <param name="decisionId">The decision, for the ledger.</param>
    /// <param name="answer">The vendor's decoded answer.</param>
    /// <param name="location">Its <c>Location</c>, or null.</param>
    /// <param name="pass">The forward's pass.</param>
    public async ValueTask LearnAsync(
        string agencyId, Deliberation deliberation, Guid decisionId, ReadOnlyMemory<byte> answer, string? location, IFencePass pass)
    {
        if (deliberation is not { Rule: { } rule, Destination: { } destination })
        {
            return;
        }

        // What the answer says of several records together does not tell which id belongs to which.
        HashSet<AnswerPlace?> clear = [.. deliberation.Records
            .GroupBy(static record => record.Record.Answer)
            .Where(static group => group.Count() == 1)
            .Select(static group => group.Key)];
        List<LearnedReferences> learned = [];
        int count = 0;
        for (int i = 0; i < deliberation.Records.Count; i++)
        {
            AttributedRecord record = deliberation.Records[i];
            AnswerPlace? place = record.Record.Answer;
            if (place is not null && !AnswerReader.IsAnswered(place, answer.Span))
            {
                continue;
            }

            IReadOnlyList<ClientReference> answered = !clear.Contains(place) ? []
                : place is null ? AnswerReader.Learn(rule, answer.Span, location)
                : AnswerReader.Learn(place, answer.Span);
            if (StatedFingerprints.Of(deliberation.Attribution!, i) is { } identity)
            {
                learned.Add(identity);
                count += identity.Pseudonyms.Count;
            }

            foreach (PersonId person in record.Subjects)
            {
                ClientReference[] references = [.. record.Record.References
                    .Where(static reference => reference.Role == ReferenceRole.Defines)
                    .Concat(answered)
                    .Where(reference => MayLearn(reference.Scheme, record.Subjects.Count))
                    .DistinctBy(static reference => (reference.Scheme, reference.Value))];
                if (references.Length > 0)
                {
                    learned.Add(builder.Build(person, references, agencyId, destination.Vendor.Name));
                    count += references.Length;
                }
            }
        }

        if (learned.Count > 0)
        {
            LedgerEvent evidence = new(LedgerEventKind.Learned,
            [
                new("decision", decisionId.ToString()),
                new("references", count.ToString(CultureInfo.InvariantCulture)),
            ]);
            await learning.LearnAsync(learned, evidence, pass);
        }
    }

    /// <summary>A client id learned for several persons would make them one; the other ids may lead to several.</summary>
    private static bool MayLearn(IdentifierScheme scheme, int persons) =>
        persons == 1 || !scheme.NamesOnePerson();
}

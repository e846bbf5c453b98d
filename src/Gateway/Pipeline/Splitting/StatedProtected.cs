using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Pipeline.Splitting;

/// <summary>
/// What a list itself tells of the clients whose elements are taken out for a No Sharing: an identifier that is not on file yet must not reach
/// HMIS in an element about somebody else.
/// </summary>
/// <param name="agencyId">Whose request.</param>
/// <param name="vendorName">To whom.</param>
/// <param name="key">The key of the sweep.</param>
internal sealed class StatedProtected(string agencyId, string vendorName, SweepKey key)
{
    private readonly IdentifierIndex _index = new(key);
    private readonly List<(ReportedIdentity? Identity, bool IsOwn)> _stated = [];

    /// <summary>Takes what an element states, if it is taken out for a No Sharing.</summary>
    /// <param name="alone">What was found out about the element.</param>
    public void Add(Deliberation alone)
    {
        if (alone.Decision is not ConsentDecision.Divert { Reason: DivertReason.NoSharing or DivertReason.StatesNoSharing or DivertReason.NoSharingElsewhere } divert)
        {
            return;
        }

        for (int i = 0; i < alone.Records.Count; i++)
        {
            // No person has a negative number.
            PersonId mark = new(-1 - _stated.Count);
            PayloadRecord record = alone.Records[i].Record;
            if (record.Identity is { } identity)
            {
                _index.AddIdentity(mark, identity);
            }

            AddIds(mark, record, alone.Attribution!, i);
            _stated.Add((record.Identity, divert.Reason != DivertReason.NoSharingElsewhere));
        }
    }

    /// <summary>Whether other elements have one of those identifiers.</summary>
    /// <param name="others">What was found out about them.</param>
    /// <returns>Null when they have none: a namesake has the name by right.</returns>
    public ConsentDecision.Divert? FindIn(Deliberation others)
    {
        ConsentDecision.Divert? found = null;
        foreach (IdentifierMatch match in _index.Find(others.Swept, agencyId, vendorName))
        {
            (ReportedIdentity? identity, bool isOwn) = _stated[(int)(-1 - match.Person.Value)];
            bool isByRight = match.Kind == MentionKind.Name && (!isOwn || Identities(others).Any(other => IsNamesake(other, identity!)));
            if (!isByRight && (found is null || isOwn))
            {
                found = ConsentPolicy.Mentioned(isOwn);
            }
        }

        return found;
    }

    /// <summary>Its client ids that lead to nobody yet, or to somebody protected; one that also stands outside the list may be another client's.</summary>
    private void AddIds(PersonId mark, PayloadRecord record, Attribution attribution, int number)
    {
        for (int i = 0; i < record.References.Count; i++)
        {
            ClientReference reference = record.References[i];
            if (attribution.Snapshot.Persons.TryGetValue(attribution.Asked[number].References[i], out IReadOnlyList<PersonId>? persons)
                && !persons.Any(person => attribution.Histories.GetValueOrDefault(person)?.NoSharingFor(agencyId) is not (null or NoSharingSource.Nobody)))
            {
                continue;
            }

            switch (reference.Scheme)
            {
                case IdentifierScheme.Agency:
                    _index.AddAgencyId(mark, reference.Value, agencyId);
                    break;
                case IdentifierScheme.Vendor:
                    _index.AddVendorId(mark, reference.Value, vendorName);
                    break;
            }
        }
    }

    private static IEnumerable<ReportedIdentity> Identities(Deliberation deliberation) =>
        deliberation.Records.Select(static record => record.Record.Identity).OfType<ReportedIdentity>();

    /// <summary>The same full name, be it that one of them has a suffix.</summary>
    private static bool IsNamesake(ReportedIdentity one, ReportedIdentity other) =>
        (one.PlainName ?? one.FullName) is { } name && name == (other.PlainName ?? other.FullName);
}

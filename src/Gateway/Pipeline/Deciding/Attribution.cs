using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>Records with the persons they lead to, and those persons' forms, from one consistent view.</summary>
internal sealed record Attribution(
    IReadOnlyList<AttributedRecord> Records,
    RecordPseudonyms[] Asked,
    IReadOnlyDictionary<PersonId, ConsentHistory> Histories,
    IReadOnlyList<PersonId> Persons,
    bool HasConflict,
    PersonSnapshot Snapshot)
{
    /// <summary>Whom only a Social Security number leads to, beside another name and date of birth: not judged, for a person to look at.</summary>
    /// <value>The default is nobody.</value>
    public IReadOnlyList<PersonId> Possible { get; init; } = [];
}

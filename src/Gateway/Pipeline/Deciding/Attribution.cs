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
    PersonSnapshot Snapshot);

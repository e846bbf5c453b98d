using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Policy.Decisions;

/// <summary>A record with the persons that its references lead to.</summary>
/// <param name="Record">The record as read.</param>
/// <param name="Persons">Everybody it leads to, by whatever reference; empty when nobody is known.</param>
/// <param name="HasUnresolvedReference">True when a reference that must resolve leads to nobody.</param>
/// <param name="IdentityContradicts">True when the stated identity contradicts one on file in two of name, SSN and date of birth.</param>
/// <param name="IsPossibleMatchOnly">True when only one of SSN or full name matches and nothing else resolves the record.</param>
public sealed record AttributedRecord(
    PayloadRecord Record,
    IReadOnlyList<PersonId> Persons,
    bool HasUnresolvedReference,
    bool IdentityContradicts,
    bool IsPossibleMatchOnly)
{
    /// <summary>
    /// Those of <see cref="Persons"/> whom the record is about, as against those who only share a household with them: what the vendor's
    /// answer teaches belongs to these.
    /// </summary>
    public IReadOnlyList<PersonId> Subjects { get; init; } = Persons;

    /// <summary>
    /// Those of <see cref="Persons"/> whom only an identity leads to that leads to others of the record too, or that was only learned: the
    /// same human being under another agency's id, or somebody else. Their No Sharing counts; that this agency has no form under their id does not.
    /// </summary>
    public IReadOnlyList<PersonId> Alike { get; init; } = [];
}

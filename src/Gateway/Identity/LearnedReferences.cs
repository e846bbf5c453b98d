using HmisGateway.Policy.Clients;

namespace HmisGateway.Identity;

/// <summary>References that a successful write taught about persons.</summary>
/// <param name="Person">The person they lead to.</param>
/// <param name="Pseudonyms">
/// The references. One of scheme agency or vendor that leads to somebody else already links the two persons; an enrollment,
/// household or record reference gets the person in addition.
/// </param>
internal sealed record LearnedReferences(PersonId Person, IReadOnlyList<Pseudonym> Pseudonyms)
{
    /// <summary>Those of them that are kept sealed too.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<SealedReference> Sealed { get; init; } = [];
}

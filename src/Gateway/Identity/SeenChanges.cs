using HmisGateway.Policy.Clients;

namespace HmisGateway.Identity;

/// <summary>What a <see cref="RegistryWatch"/> saw.</summary>
/// <param name="IsEverything">True when it is not known what exactly changed: look at everything again.</param>
/// <param name="References">References that lead elsewhere, or otherwise, than before.</param>
/// <param name="Persons">Persons with other forms than before.</param>
internal sealed record SeenChanges(bool IsEverything, IReadOnlySet<Pseudonym> References, IReadOnlySet<PersonId> Persons)
{
    /// <summary>True when nothing changed.</summary>
    public bool AreNone => !IsEverything && References.Count == 0 && Persons.Count == 0;
}

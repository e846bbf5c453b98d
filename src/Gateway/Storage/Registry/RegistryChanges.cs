using HmisGateway.Identity;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Registry;

/// <summary>What the writer's open transaction has changed of the registry, so that the cache can forget it. Used by the writer only.</summary>
internal sealed class RegistryChanges
{
    private readonly HashSet<Pseudonym> _references = [];
    private readonly HashSet<PersonId> _persons = [];

    /// <summary>True when nothing was changed.</summary>
    public bool AreNone => !IsEverything && _references.Count == 0 && _persons.Count == 0;

    /// <summary>True when everything that was read may be otherwise now.</summary>
    public bool IsEverything { get; private set; }

    /// <summary>True when it is not known either whose forms and identifiers were changed.</summary>
    public bool AreUnknown { get; private set; }

    /// <summary>References that lead elsewhere, or otherwise, than before.</summary>
    public IReadOnlyCollection<Pseudonym> References => _references;

    /// <summary>Representatives with other forms than before, or other identifiers that are kept sealed.</summary>
    public IReadOnlyCollection<PersonId> Persons => _persons;

    /// <summary>A reference leads elsewhere, or is stated where it was learned.</summary>
    public void Reference(Pseudonym pseudonym) => _references.Add(pseudonym);

    /// <summary>The forms of the cluster that this person represents.</summary>
    public void FormsOf(PersonId representative) => _persons.Add(representative);

    /// <summary>Two clusters became one: any reference may lead elsewhere. Who they are is told by <see cref="FormsOf"/>.</summary>
    public void Links() => IsEverything = true;

    /// <summary>Anything: a statement does not say what it changes.</summary>
    public void Everything() => IsEverything = AreUnknown = true;

    /// <summary>Starts again, for the next transaction.</summary>
    public void Clear()
    {
        _references.Clear();
        _persons.Clear();
        IsEverything = AreUnknown = false;
    }
}

using HmisGateway.Identity;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Storage.Sqlite;

/// <summary>What the writer's open transaction has changed of the registry, so that the cache can forget it. Used by the writer only.</summary>
internal sealed class RegistryChanges
{
    private readonly HashSet<Pseudonym> _references = [];
    private readonly HashSet<PersonId> _persons = [];

    /// <summary>True when nothing was changed.</summary>
    public bool AreNone => !IsEverything && _references.Count == 0 && _persons.Count == 0;

    /// <summary>True when it is not known what exactly was changed.</summary>
    public bool IsEverything { get; private set; }

    /// <summary>References that lead elsewhere, or otherwise, than before.</summary>
    public IReadOnlyCollection<Pseudonym> References => _references;

    /// <summary>Representatives with other forms than before.</summary>
    public IReadOnlyCollection<PersonId> Persons => _persons;

    /// <summary>A reference leads elsewhere, or is stated where it was learned.</summary>
    public void Reference(Pseudonym pseudonym) => _references.Add(pseudonym);

    /// <summary>The forms of the cluster that this person represents.</summary>
    public void FormsOf(PersonId representative) => _persons.Add(representative);

    /// <summary>Anything: two clusters became one, or a statement does not say what it changes.</summary>
    public void Everything() => IsEverything = true;

    /// <summary>Starts again, for the next transaction.</summary>
    public void Clear()
    {
        _references.Clear();
        _persons.Clear();
        IsEverything = false;
    }
}

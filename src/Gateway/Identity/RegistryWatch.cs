using HmisGateway.Policy.Clients;

namespace HmisGateway.Identity;

/// <summary>
/// Notes what changes in the registry while a large upload is taken apart, so that under the fence only those have to be looked at again
/// whom a change concerns.
/// </summary>
/// <param name="leave">Called once when nothing more is to be noted.</param>
internal sealed class RegistryWatch(Action<RegistryWatch> leave) : IDisposable
{
    /// <summary>From so many changes on it only says that everything may have changed.</summary>
    public const int MostChanges = 200_000;

    private readonly Lock _noting = new();
    private List<Pseudonym> _references = [];
    private List<PersonId> _persons = [];
    private bool _isEverything;
    private int _isDisposed;

    /// <summary>Notes the changes of one commit. Called before anybody is told of the commit.</summary>
    public void Note(bool isEverything, IReadOnlyCollection<Pseudonym> references, IReadOnlyCollection<PersonId> persons)
    {
        lock (_noting)
        {
            _isEverything |= isEverything || _references.Count + _persons.Count + references.Count + persons.Count > MostChanges;
            if (_isEverything)
            {
                (_references, _persons) = ([], []);
                return;
            }

            _references.AddRange(references);
            _persons.AddRange(persons);
        }
    }

    /// <summary>What was noted since the last call, or since the beginning.</summary>
    public SeenChanges Take()
    {
        lock (_noting)
        {
            SeenChanges seen = new(_isEverything, new HashSet<Pseudonym>(_references), new HashSet<PersonId>(_persons));
            (_isEverything, _references, _persons) = (false, [], []);
            return seen;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            leave(this);
        }
    }
}

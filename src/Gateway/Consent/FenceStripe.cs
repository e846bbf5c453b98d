using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>
/// The part of the fence that a share of all persons falls into. Its lock is held for a few dictionary operations only and never
/// together with another stripe's.
/// </summary>
internal sealed class FenceStripe
{
    private const int MaxSpares = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<PersonId, FencePerson> _persons = [];
    private readonly Stack<FencePerson> _spares = new();

    /// <summary>Notes a pass for a person; false when the person is denied.</summary>
    public bool TryAdmit(PersonId person, FencePass pass)
    {
        lock (_gate)
        {
            FencePerson entry = Find(person);
            if (entry.Denials > 0)
            {
                return false;
            }

            entry.Add(pass);
            return true;
        }
    }

    /// <summary>Forgets a pass that was noted for a person.</summary>
    public void Leave(PersonId person, FencePass pass)
    {
        lock (_gate)
        {
            FencePerson entry = _persons[person];
            entry.Remove(pass);
            Recycle(person, entry);
        }
    }

    /// <summary>Denies a person and adds the passes that are out to <paramref name="admitted"/>.</summary>
    public void Deny(PersonId person, HashSet<FencePass> admitted)
    {
        lock (_gate)
        {
            FencePerson entry = Find(person);
            entry.Denials++;
            admitted.UnionWith(entry.Passes);
        }
    }

    /// <summary>Whether somebody is denied of whom this is true.</summary>
    public bool DeniesAny(Func<PersonId, bool> isAbout)
    {
        lock (_gate)
        {
            foreach ((PersonId person, FencePerson entry) in _persons)
            {
                if (entry.Denials > 0 && isAbout(person))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Takes one denial back.</summary>
    public void Allow(PersonId person)
    {
        lock (_gate)
        {
            FencePerson entry = _persons[person];
            entry.Denials--;
            Recycle(person, entry);
        }
    }

    private FencePerson Find(PersonId person)
    {
        if (!_persons.TryGetValue(person, out FencePerson? entry))
        {
            entry = _spares.TryPop(out FencePerson? spare) ? spare : new FencePerson();
            _persons.Add(person, entry);
        }

        return entry;
    }

    private void Recycle(PersonId person, FencePerson entry)
    {
        if (!entry.IsIdle)
        {
            return;
        }

        _persons.Remove(person);
        if (_spares.Count < MaxSpares)
        {
            _spares.Push(entry);
        }
    }
}

using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>
/// The passes of large uploads. They are about so many persons that noting each of them would take long and much memory; instead, a closing
/// asks each of these passes for its persons.
/// </summary>
internal sealed class LargePasses
{
    private readonly Lock _changing = new();
    private volatile FencePass[] _passes = [];

    /// <summary>Adds a pass; whoever denies a person from now on finds it.</summary>
    public void Add(FencePass pass)
    {
        lock (_changing)
        {
            _passes = [.. _passes, pass];
        }
    }

    /// <summary>Forgets a pass.</summary>
    public void Remove(FencePass pass)
    {
        lock (_changing)
        {
            _passes = [.. _passes.Where(other => other != pass)];
        }
    }

    /// <summary>Adds those about one of these persons to <paramref name="admitted"/>.</summary>
    public void Find(PersonId[] persons, HashSet<FencePass> admitted)
    {
        // The lock orders this after the denials: a pass that is added later finds those.
        FencePass[] passes;
        lock (_changing)
        {
            passes = _passes;
        }

        admitted.UnionWith(passes.Where(pass => Array.Exists(persons, pass.IsAbout)));
    }
}

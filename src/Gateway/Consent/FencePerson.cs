namespace HmisGateway.Consent;

/// <summary>What the fence knows of one person: how many closings deny, and the passes that are out. Guarded by its stripe.</summary>
internal sealed class FencePerson
{
    private readonly List<FencePass> _passes = [];

    /// <summary>How many closings deny this person now.</summary>
    public int Denials { get; set; }

    /// <summary>The passes that are out.</summary>
    public IReadOnlyList<FencePass> Passes => _passes;

    /// <summary>True when there is nothing to remember.</summary>
    public bool IsIdle => Denials == 0 && _passes.Count == 0;

    /// <summary>Notes a pass.</summary>
    public void Add(FencePass pass) => _passes.Add(pass);

    /// <summary>Forgets a pass; the order of the others does not matter.</summary>
    public void Remove(FencePass pass)
    {
        int index = _passes.LastIndexOf(pass);
        _passes[index] = _passes[^1];
        _passes.RemoveAt(_passes.Count - 1);
    }
}

namespace HmisGateway.Offline;

/// <summary>
/// The contents of all open items, in memory: a request that is forwarded is compared with them without asking the storage. The storage
/// loads them at start and changes them with each commit, in the order of the commits, before anybody is told of it.
/// </summary>
/// <remarks>About 60 bytes for each open item.</remarks>
internal sealed class OpenContents
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ContentKey, int> _held = [];
    private readonly Dictionary<ContentKey, List<Guid>> _inDoubt = [];
    private volatile bool _isEmpty = true;

    /// <summary>True when no item is open, so that nothing has to be compared.</summary>
    public bool IsEmpty => _isEmpty;

    /// <summary>Whether an item with this content is held.</summary>
    public bool IsHeld(ContentKey content)
    {
        lock (_lock)
        {
            return _held.ContainsKey(content);
        }
    }

    /// <summary>The receipt of the oldest item in doubt with this content, or null.</summary>
    public Guid? FindInDoubt(ContentKey content)
    {
        lock (_lock)
        {
            return _inDoubt.TryGetValue(content, out List<Guid>? receipts) ? receipts[0] : null;
        }
    }

    /// <summary>Takes over a change that is durable.</summary>
    public void Apply(OpenChange change)
    {
        lock (_lock)
        {
            Leave(change);
            Enter(change);
            _isEmpty = _held.Count == 0 && _inDoubt.Count == 0;
        }
    }

    /// <summary>Takes over the contents of another, which was read anew.</summary>
    public void Replace(OpenContents other)
    {
        lock (_lock)
        {
            _held.Clear();
            _inDoubt.Clear();
            foreach ((ContentKey content, int count) in other._held)
            {
                _held.Add(content, count);
            }

            foreach ((ContentKey content, List<Guid> receipts) in other._inDoubt)
            {
                _inDoubt.Add(content, receipts);
            }

            _isEmpty = _held.Count == 0 && _inDoubt.Count == 0;
        }
    }

    private void Leave(OpenChange change)
    {
        if (change.From == OfflineStatus.Held && _held.TryGetValue(change.Content, out int count))
        {
            if (count > 1)
            {
                _held[change.Content] = count - 1;
            }
            else
            {
                _held.Remove(change.Content);
            }
        }
        else if (change.From == OfflineStatus.InDoubt && _inDoubt.TryGetValue(change.Content, out List<Guid>? receipts)
            && receipts.Remove(change.Receipt) && receipts.Count == 0)
        {
            _inDoubt.Remove(change.Content);
        }
    }

    private void Enter(OpenChange change)
    {
        if (change.To == OfflineStatus.Held)
        {
            _held[change.Content] = _held.GetValueOrDefault(change.Content) + 1;
        }
        else if (change.To == OfflineStatus.InDoubt)
        {
            if (_inDoubt.TryGetValue(change.Content, out List<Guid>? receipts))
            {
                receipts.Add(change.Receipt);
            }
            else
            {
                _inDoubt.Add(change.Content, [change.Receipt]);
            }
        }
    }
}

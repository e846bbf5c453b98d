namespace HmisGateway.Offline;

/// <summary>What became of a request that was to be kept. A closed result.</summary>
internal abstract record ItemKeeping
{
    private ItemKeeping()
    {
    }

    /// <summary>It is a new item.</summary>
    public sealed record Stored : ItemKeeping;

    /// <summary>It joined an open item with the same content.</summary>
    /// <param name="Receipt">The receipt of that item.</param>
    public sealed record Joined(Guid Receipt) : ItemKeeping;

    /// <summary>Its <c>Idempotency-Key</c> came with another request before; nothing was kept.</summary>
    public sealed record KeyReused : ItemKeeping;
}

using HmisGateway.Ledger;

namespace HmisGateway.Storage.Postgres;

/// <summary>The last entry of a chain.</summary>
/// <param name="Sequence">Its number; 0 when there is none.</param>
/// <param name="Hash">Its hash.</param>
internal sealed record ChainHead(long Sequence, byte[] Hash)
{
    /// <summary>A chain without entries.</summary>
    public static ChainHead Start { get; } = new(0, LedgerChain.Start.ToArray());

    /// <inheritdoc/>
    public bool Equals(ChainHead? other) => other is not null && Sequence == other.Sequence && Hash.AsSpan().SequenceEqual(other.Hash);

    /// <inheritdoc/>
    public override int GetHashCode() => Sequence.GetHashCode();
}

namespace HmisGateway.Storage.Postgres;

/// <summary>What the writer finds when it is its turn to commit.</summary>
/// <param name="Head">The ledger's last entry.</param>
/// <param name="Known">The hash of the entry that this process has seen last, or null when it is not there any more.</param>
/// <param name="Version">The newest version of the feed.</param>
/// <param name="IsHeadSound">True when the last entry is the one that the head names.</param>
internal sealed record WriterLead(ChainHead Head, byte[]? Known, long Version, bool IsHeadSound);

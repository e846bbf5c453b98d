namespace HmisGateway.Storage.Postgres;

/// <summary>Where an open item stands.</summary>
/// <param name="Sequence">Its row.</param>
/// <param name="Receipt">Its receipt.</param>
internal sealed record OpenItem(long Sequence, Guid Receipt);

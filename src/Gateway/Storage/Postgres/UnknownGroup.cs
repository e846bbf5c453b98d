using HmisGateway.Ledger;
using HmisGateway.Storage.Writing;

namespace HmisGateway.Storage.Postgres;

/// <summary>A group whose commit failed so that nobody knows whether it was kept. Its callers were told just that.</summary>
/// <param name="Jobs">Its changes.</param>
/// <param name="Evidence">Its ledger events, outcomes included.</param>
internal sealed record UnknownGroup(List<WriterJob> Jobs, List<LedgerEvent> Evidence);

using HmisGateway.Ledger;

namespace HmisGateway.Storage.Writing;

/// <summary>
/// A change, run by the writer inside the transaction of its group. It may be run again when another change of the group failed, so
/// it must not change anything but the database.
/// </summary>
/// <param name="session">The writer's session.</param>
/// <param name="state">What the change needs.</param>
/// <param name="evidence">Takes the ledger events of the change.</param>
/// <returns>What its caller is told after the commit.</returns>
internal delegate TResult WriterWork<in TSession, in TState, out TResult>(TSession session, TState state, ICollection<LedgerEvent> evidence);

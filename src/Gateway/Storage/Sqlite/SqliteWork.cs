using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <summary>
/// A change, run by the writer inside the transaction of its group. It may be run again when another change of the group failed, so
/// it must not change anything but the database.
/// </summary>
/// <param name="session">The writer's session.</param>
/// <param name="state">What the change needs.</param>
/// <param name="evidence">Takes the ledger events of the change.</param>
internal delegate TResult SqliteWork<in TState, out TResult>(SqliteSession session, TState state, ICollection<LedgerEvent> evidence);

using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <summary>Changes nothing: it wakes the writer so that waiting ledger events are committed.</summary>
internal sealed class SqliteFlush : SqliteJob
{
    public static SqliteFlush Instance { get; } = new();

    public override bool IsCancelled => false;

    public override void Run(SqliteSession session, ICollection<LedgerEvent> evidence)
    {
    }

    public override void Complete()
    {
    }

    public override void Fail(Exception exception)
    {
    }

    public override void Cancel()
    {
    }

    public override void Tell()
    {
    }
}

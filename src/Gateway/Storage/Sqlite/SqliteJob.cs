using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <summary>A change that waits for the writer, and the caller who waits for its commit.</summary>
internal abstract class SqliteJob
{
    /// <summary>True when the caller gave up before the writer came to it; such a job is not run.</summary>
    public abstract bool IsCancelled { get; }

    /// <summary>Makes the change in the open transaction.</summary>
    public abstract void Run(SqliteSession session, ICollection<LedgerEvent> evidence);

    /// <summary>The change is durable.</summary>
    public abstract void Complete();

    /// <summary>Nothing was changed.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>The job was not run.</summary>
    public abstract void Cancel();

    /// <summary>Tells the caller which of these it was, and runs what the caller does next. Not for the writer's thread.</summary>
    public abstract void Tell();
}

using HmisGateway.Ledger;

namespace HmisGateway.Storage.Writing;

/// <summary>A job for a writer with sessions of one kind.</summary>
/// <typeparam name="TSession">The writer's session.</typeparam>
internal abstract class SessionJob<TSession> : WriterJob
{
    /// <summary>Makes the change in the open transaction.</summary>
    public abstract void Run(TSession session, ICollection<LedgerEvent> evidence);
}

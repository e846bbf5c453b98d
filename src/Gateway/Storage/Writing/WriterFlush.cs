using HmisGateway.Ledger;

namespace HmisGateway.Storage.Writing;

/// <summary>Changes nothing: it wakes the writer so that waiting ledger events are committed.</summary>
internal sealed class WriterFlush<TSession> : SessionJob<TSession>
{
    public static WriterFlush<TSession> Instance { get; } = new();

    public override bool IsCancelled => false;

    public override void Run(TSession session, ICollection<LedgerEvent> evidence)
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

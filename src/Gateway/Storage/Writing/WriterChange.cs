using HmisGateway.Ledger;

namespace HmisGateway.Storage.Writing;

/// <summary>A job made of a <see cref="WriterWork{TSession, TState, TResult}"/>.</summary>
internal sealed class WriterChange<TSession, TState, TResult>(
    TState state, WriterWork<TSession, TState, TResult> work, Action<TResult>? committed, CancellationToken cancellationToken) : SessionJob<TSession>
{
    // What its caller does next runs where it is told, which is never the writer's thread.
    private readonly TaskCompletionSource<TResult> _done = new();
    private TResult? _result;
    private Exception? _fault;
    private bool _isCancelled;

    /// <summary>Completes after the commit.</summary>
    public Task<TResult> Done => _done.Task;

    public override bool IsCancelled => cancellationToken.IsCancellationRequested;

    public override void Run(TSession session, ICollection<LedgerEvent> evidence) => _result = work(session, state, evidence);

    public override void Complete()
    {
        committed?.Invoke(_result!);
    }

    public override void Fail(Exception exception) => _fault = exception;

    public override void Cancel() => _isCancelled = true;

    public override void Tell()
    {
        if (_isCancelled)
        {
            _done.SetCanceled(cancellationToken);
        }
        else if (_fault is { } fault)
        {
            _done.SetException(fault);
        }
        else
        {
            _done.SetResult(_result!);
        }
    }
}

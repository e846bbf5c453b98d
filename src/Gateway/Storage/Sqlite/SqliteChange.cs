using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <summary>A job made of a <see cref="SqliteWork{TState, TResult}"/>.</summary>
internal sealed class SqliteChange<TState, TResult>(TState state, SqliteWork<TState, TResult> work, Action<TResult>? committed, CancellationToken cancellationToken)
    : SqliteJob
{
    // What its caller does next runs where it is told, which is never the writer's thread.
    private readonly TaskCompletionSource<TResult> _done = new();
    private TResult? _result;
    private Exception? _fault;
    private bool _isCancelled;

    /// <summary>Completes after the commit.</summary>
    public Task<TResult> Done => _done.Task;

    public override bool IsCancelled => cancellationToken.IsCancellationRequested;

    public override void Run(SqliteSession session, ICollection<LedgerEvent> evidence) => _result = work(session, state, evidence);

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

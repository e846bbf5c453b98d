using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <summary>A job made of a <see cref="SqliteWork{TState, TResult}"/>.</summary>
internal sealed class SqliteChange<TState, TResult>(TState state, SqliteWork<TState, TResult> work, Action<TResult>? committed, CancellationToken cancellationToken)
    : SqliteJob
{
    // The writer thread must not run what its callers do next.
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    /// <summary>Completes after the commit.</summary>
    public Task<TResult> Done => _done.Task;

    public override bool IsCancelled => cancellationToken.IsCancellationRequested;

    public override void Run(SqliteSession session, ICollection<LedgerEvent> evidence) => _result = work(session, state, evidence);

    public override void Complete()
    {
        committed?.Invoke(_result!);
        _done.SetResult(_result!);
    }

    public override void Fail(Exception exception) => _done.SetException(exception);

    public override void Cancel() => _done.SetCanceled(cancellationToken);
}

using System.Threading.Channels;
using HmisGateway.Ledger;
using HmisGateway.Storage.Registry;
using HmisGateway.Storage.Writing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmisGateway.Storage.Sqlite;

/// <summary>
/// The one thread that writes. It takes all changes that are waiting, makes them in one transaction with one ledger row, and tells
/// their callers after the commit: the price of making a commit durable is shared by everybody who came meanwhile.
/// </summary>
/// <remarks>
/// A change that fails is told so and left out; the others of its group are made again without it. When the commit or the ledger
/// fails, every change of the group fails and nothing is acknowledged; a failed commit leaves open whether it was kept. The writer itself goes on.
/// </remarks>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxWaiting = 4_096;
    private const int MaxGroup = 512;

    private readonly SqliteDatabase _database;
    private readonly SqliteLedgerAppender _ledger;
    private readonly WriterOutcomes _outcomes;
    private readonly RegistryCache _cache;
    private readonly SqliteCheckpoints _checkpoints;
    private readonly Channel<SessionJob<SqliteSession>> _waiting = Channel.CreateBounded<SessionJob<SqliteSession>>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SessionJob<SqliteSession>> _group = new(MaxGroup);
    private readonly List<LedgerEvent> _evidence = new(MaxGroup);
    private SqliteSession? _session;
    private long _groups;
    private long _jobs;
    private long _failedGroups;
    private int _largestGroup;

    /// <summary>Opens the writer's session and starts its thread.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cache">Forgets what a commit has changed before anybody is told of the commit.</param>
    /// <param name="time">The clock.</param>
    public SqliteWriter(SqliteDatabase database, RegistryCache cache, TimeProvider time)
    {
        _database = database;
        _cache = cache;
        _session = database.OpenWriter();
        _ledger = new SqliteLedgerAppender(time);
        _checkpoints = new SqliteCheckpoints(database);
        _outcomes = new WriterOutcomes(time, () => _waiting.Writer.TryWrite(WriterFlush<SqliteSession>.Instance));
        new Thread(Work) { Name = "sqlite-writer", IsBackground = true }.Start();
    }

    /// <summary>What it has done so far.</summary>
    public WriterStatistics Statistics => new(
        Volatile.Read(ref _groups), Volatile.Read(ref _jobs), Volatile.Read(ref _largestGroup), Volatile.Read(ref _failedGroups), _outcomes.Dropped);

    /// <summary>Is told of the events of each commit, on the writer's thread; must be quick and must not throw.</summary>
    public Action<IReadOnlyList<LedgerEvent>>? Appended { get; set; }

    /// <summary>Has a change made. The task completes when it is durable, and fails when nothing of it was kept.</summary>
    /// <exception cref="CommitOutcomeUnknownException">The commit itself failed: only a restart tells whether it was kept.</exception>
    /// <remarks>Cancelling works until the writer has come to the change; after that the caller learns how it ended.</remarks>
    public ValueTask<TResult> WriteAsync<TState, TResult>(
        TState state, WriterWork<SqliteSession, TState, TResult> work, CancellationToken cancellationToken) =>
        WriteAsync(state, work, committed: null, cancellationToken);

    /// <summary>Has a change made, and tells <paramref name="committed"/> of its result on the writer's thread, in the order of the commits,
    /// before the task completes; must be quick and must not throw.</summary>
    public async ValueTask<TResult> WriteAsync<TState, TResult>(
        TState state, WriterWork<SqliteSession, TState, TResult> work, Action<TResult>? committed, CancellationToken cancellationToken)
    {
        WriterChange<SqliteSession, TState, TResult> change = new(state, work, committed, cancellationToken);
        if (!_waiting.Writer.TryWrite(change))
        {
            await WaitForRoomAsync(change, cancellationToken);
        }

        return await change.Done;
    }

    /// <summary>Adds an event to the next commit; waits at most about 50 ms for one to come by.</summary>
    public void WriteSoon(LedgerEvent evidence) => _outcomes.Add(evidence);

    /// <summary>Makes every change that is waiting, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopped.Task;
        _checkpoints.Dispose();
        await _outcomes.DisposeAsync();
        _ledger.Dispose();
        _session?.Dispose();
    }

    private async ValueTask WaitForRoomAsync(SessionJob<SqliteSession> change, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(change, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteWriter));
        }
    }

    private void Work()
    {
        ChannelReader<SessionJob<SqliteSession>> waiting = _waiting.Reader;
        while (waiting.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_group.Count < MaxGroup && waiting.TryRead(out SessionJob<SqliteSession>? job))
            {
                Take(job);
            }

            CommitGroup();
        }

        CommitGroup();
        _stopped.SetResult();
    }

    private void Take(SessionJob<SqliteSession> job)
    {
        if (job.IsCancelled)
        {
            job.Cancel();
            SettledJobs.Tell(job);
        }
        else
        {
            _group.Add(job);
        }
    }

    private void CommitGroup()
    {
        while (_group.Count > 0 || _outcomes.HasAny)
        {
            if (TryCommit() is not { } failed)
            {
                return;
            }

            _group.Remove(failed);
        }
    }

    /// <summary>Commits the group, or fails it.</summary>
    /// <returns>Null when the group is settled; a change that failed alone, when the others have to be made again without it.</returns>
    private SessionJob<SqliteSession>? TryCommit()
    {
        SessionJob<SqliteSession>? running = null;
        bool isCommitting = false;
        try
        {
            _session ??= _database.OpenWriter();
            _session.BeginWrite();
            _session.Changes.Clear();
            _evidence.Clear();
            foreach (SessionJob<SqliteSession> job in _group)
            {
                running = job;
                job.Run(_session, _evidence);
                running = null;
                EnsureInTransaction(_session);
            }

            _outcomes.CopyTo(_evidence);
            _ledger.Append(_session, _evidence);
            _cache.Begin(_session.Changes);
            isCommitting = true;
            _session.Commit();
            _cache.Forget(_session.Changes);
        }
        catch (Exception exception) when (running is not null && !ConcernsEverybody(exception))
        {
            TakeBack();
            running.Fail(exception);
            SettledJobs.Tell(running);
            return running;
        }
        catch (Exception exception)
        {
            TakeBack();
            _failedGroups++;

            // Nobody knows what a commit that failed has left behind.
            _cache.ForgetEverything();
            Exception told = isCommitting ? new CommitOutcomeUnknownException("The commit failed; it may be in the log of the database all the same.", exception) : exception;
            _group.ForEach(job => job.Fail(told));
            SettledJobs.Tell(_group);
            _group.Clear();
            return null;
        }

        _outcomes.Forget();
        Appended?.Invoke(_evidence);
        _groups++;
        _jobs += _group.Count;
        _largestGroup = Math.Max(_largestGroup, _group.Count);
        _group.ForEach(static job => job.Complete());
        SettledJobs.Tell(_group);
        _group.Clear();
        _checkpoints.Committed(_session);
        return null;
    }

    /// <summary>SQLite itself takes a transaction back on some failures; what came after it would be committed one by one, without ledger.</summary>
    private static void EnsureInTransaction(SqliteSession session)
    {
        if (!session.IsInTransaction)
        {
            throw new InvalidOperationException("The transaction of the group ended before its commit.");
        }
    }

    /// <summary>Failures of the disk or of memory: trying the others again would only repeat them.</summary>
    private static bool ConcernsEverybody(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: not (raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE) };

    private void TakeBack()
    {
        try
        {
            _session?.Rollback();
        }
        catch (SqliteException)
        {
            // What was not committed goes with the session; the next group opens a new one.
            _session?.Dispose();
            _session = null;
        }
    }
}

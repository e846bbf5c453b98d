using System.Threading.Channels;
using HmisGateway.Ledger;
using HmisGateway.Storage.Registry;
using HmisGateway.Storage.Writing;
using Npgsql;

namespace HmisGateway.Storage.Postgres;

/// <summary>
/// The one thread that writes. It takes all changes that are waiting, makes them in one transaction with one ledger row, and tells
/// their callers after the commit: the price of making a commit durable is shared by everybody who came meanwhile.
/// </summary>
/// <remarks>
/// <para>
/// A change that fails is told so and left out; the others of its group are made again without it. When the commit or the ledger
/// fails, every change of the group fails and nothing is acknowledged; a failed commit leaves open whether it was kept. The writer itself goes on.
/// </para>
/// <para>
/// Each transaction begins by locking the head of the ledger, so that of all replicas one commits at a time, and takes over what the others
/// have committed. When the session is lost, the next group opens another one: it gets the lock only after the server has ended the lost
/// transaction, finds out what became of a commit that nobody knows of, and goes on only if the ledger still has what this process has seen.
/// </para>
/// </remarks>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private const int MaxWaiting = 4_096;
    private const int MaxGroup = 512;

    /// <summary>So many changes the feed keeps at least: minutes for a replica that was cut off from the server.</summary>
    private const long KeptChanges = 100_000;

    private const string DataException = "22";
    private const string ConstraintViolation = "23";

    private static readonly PostgresSql s_feed = new("INSERT INTO change (version, id, content) VALUES ($1, $2, $3)");
    private static readonly PostgresSql s_forgetOld = new("DELETE FROM change WHERE version <= $1");

    private readonly PostgresDatabase _database;
    private readonly PostgresLedgerAppender _ledger;
    private readonly WriterOutcomes _outcomes;
    private readonly RegistryCache _cache;
    private readonly PostgresFeed _feed;
    private readonly Channel<SessionJob<PostgresSession>> _waiting = Channel.CreateBounded<SessionJob<PostgresSession>>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SessionJob<PostgresSession>> _group = new(MaxGroup);
    private readonly List<LedgerEvent> _evidence = new(MaxGroup);
    private PostgresSession? _session;
    private UnknownGroup? _unknown;
    private long _groups;
    private long _jobs;
    private long _failedGroups;
    private int _largestGroup;

    /// <summary>Opens the writer's session and starts its thread.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cache">Forgets what a commit has changed before anybody is told of the commit.</param>
    /// <param name="feed">Hears of every commit, and tells of those of other replicas.</param>
    /// <param name="time">The clock.</param>
    public PostgresWriter(PostgresDatabase database, RegistryCache cache, PostgresFeed feed, TimeProvider time)
    {
        _database = database;
        _cache = cache;
        _feed = feed;
        _session = database.OpenWriter();
        _ledger = new PostgresLedgerAppender(time);
        _outcomes = new WriterOutcomes(time, () => _waiting.Writer.TryWrite(WriterFlush<PostgresSession>.Instance));
        new Thread(Work) { Name = "postgres-writer", IsBackground = true }.Start();
    }

    /// <summary>What it has done so far.</summary>
    public WriterStatistics Statistics => new(
        Volatile.Read(ref _groups), Volatile.Read(ref _jobs), Volatile.Read(ref _largestGroup), Volatile.Read(ref _failedGroups), _outcomes.Dropped);

    /// <summary>Is told of the events of each commit, on the writer's thread; must be quick and must not throw.</summary>
    public Action<IReadOnlyList<LedgerEvent>>? Appended { get; set; }

    /// <summary>Has a change made. The task completes when it is durable, and fails when nothing of it was kept.</summary>
    /// <exception cref="CommitOutcomeUnknownException">The commit itself failed: nobody knows yet whether it was kept.</exception>
    /// <remarks>Cancelling works until the writer has come to the change; after that the caller learns how it ended.</remarks>
    public ValueTask<TResult> WriteAsync<TState, TResult>(
        TState state, WriterWork<PostgresSession, TState, TResult> work, CancellationToken cancellationToken) =>
        WriteAsync(state, work, committed: null, cancellationToken);

    /// <summary>Has a change made, and tells <paramref name="committed"/> of its result on the writer's thread, in the order of the commits,
    /// before the task completes; must be quick and must not throw. After a commit of which nobody knew, it is told later, if it was kept.</summary>
    public async ValueTask<TResult> WriteAsync<TState, TResult>(
        TState state, WriterWork<PostgresSession, TState, TResult> work, Action<TResult>? committed, CancellationToken cancellationToken)
    {
        WriterChange<PostgresSession, TState, TResult> change = new(state, work, committed, cancellationToken);
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
        await _outcomes.DisposeAsync();
        _ledger.Dispose();
        _session?.Dispose();
    }

    private async ValueTask WaitForRoomAsync(SessionJob<PostgresSession> change, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(change, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(PostgresWriter));
        }
    }

    private void Work()
    {
        ChannelReader<SessionJob<PostgresSession>> waiting = _waiting.Reader;
        while (waiting.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_group.Count < MaxGroup && waiting.TryRead(out SessionJob<PostgresSession>? job))
            {
                Take(job);
            }

            CommitGroup();
        }

        CommitGroup();
        _stopped.SetResult();
    }

    private void Take(SessionJob<PostgresSession> job)
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

            _group.RemoveAll(job => ReferenceEquals(job, failed));
        }
    }

    /// <summary>Commits the group, or fails it.</summary>
    /// <returns>Null when the group is settled; a change that failed alone, when the others have to be made again without it.</returns>
    private WriterJob? TryCommit()
    {
        WriterJob? running = null;
        bool isCommitting = false;
        try
        {
            (PostgresSession session, long version) = BeginGroup();
            _evidence.Clear();
            foreach (SessionJob<PostgresSession> job in _group)
            {
                running = session.Running = job;
                job.Run(session, _evidence);
                running = session.Running = null;
            }

            _outcomes.CopyTo(_evidence);
            _ledger.Append(session, _evidence);
            FeedRow row = new(version + 1, Guid.CreateVersion7(), session.Shared);
            if (!row.Change.IsNone)
            {
                session.Later(s_feed.Call().Bind(row.Version).Bind(row.Id).Bind(row.Change.ToBytes()));
                if (row.Version % KeptChanges == 0)
                {
                    session.Later(s_forgetOld.Call().Bind(row.Version - KeptChanges));
                }
            }

            _cache.Begin(session.Changes);
            isCommitting = true;
            session.Commit();
            _ledger.Committed();
            if (!row.Change.IsNone)
            {
                _feed.ApplyOwn(row);
            }
        }
        catch (Exception exception)
        {
            bool isUnknown = isCommitting && _session?.IsBeforeCommit(exception) != true;
            WriterJob? alone = isUnknown ? null : FailedAlone(exception, running);
            TakeBack(isUnknown);
            return alone is null ? FailGroup(exception, isUnknown) : Fail(alone, exception);
        }

        _outcomes.Forget();
        Appended?.Invoke(_evidence);
        _groups++;
        _jobs += _group.Count;
        _largestGroup = Math.Max(_largestGroup, _group.Count);
        _group.ForEach(static job => job.Complete());
        SettledJobs.Tell(_group);
        _group.Clear();
        return null;
    }

    /// <summary>Begins the transaction, waits for its turn, and takes over what others have committed.</summary>
    /// <returns>The session, and the newest version of the feed.</returns>
    private (PostgresSession Session, long Version) BeginGroup()
    {
        if (_session is { } used)
        {
            try
            {
                return (used, BeginGroup(used));
            }
            catch (NpgsqlException)
            {
                // Nothing was asked yet: a session that the server has ended meanwhile is replaced before anybody is told of a failure.
                used.Dispose();
                _session = null;
            }
        }

        PostgresSession opened = _session = OpenAgain();
        return (opened, BeginGroup(opened));
    }

    private long BeginGroup(PostgresSession session)
    {
        session.Begin();
        long version = _ledger.Lock(session);
        _feed.EnsureNotBefore(version);
        if (version > _feed.Applied)
        {
            _feed.Apply(session.List(FeedRow.Find.Call().Bind(_feed.Applied), FeedRow.Read));
        }

        return version;
    }

    private static WriterJob Fail(WriterJob alone, Exception exception)
    {
        alone.Fail(exception);
        SettledJobs.Tell(alone);
        return alone;
    }

    private WriterJob? FailGroup(Exception exception, bool isUnknown)
    {
        _failedGroups++;
        Exception told = exception;
        if (isUnknown)
        {
            told = new CommitOutcomeUnknownException("The commit failed; the server may have kept it all the same.", exception);
            _unknown = new UnknownGroup([.. _group], [.. _evidence]);
        }

        _group.ForEach(job => job.Fail(told));
        SettledJobs.Tell(_group);
        _group.Clear();
        return null;
    }

    /// <summary>
    /// Whose failure it is; null when it is everybody's. The server's answer to a statement may come while a later change runs, so the
    /// statement tells. Failures of server, connection and disk are everybody's: trying the others again would only repeat them.
    /// </summary>
    private WriterJob? FailedAlone(Exception exception, WriterJob? running) => exception switch
    {
        PostgresException { SqlState: { } state } when state.StartsWith(DataException, StringComparison.Ordinal) || state.StartsWith(ConstraintViolation, StringComparison.Ordinal) =>
            _session?.OwnerOf(exception),
        NpgsqlException or PostgresRefusedException or StorageSchemaException => null,
        _ => running,
    };

    /// <summary>Opens a session after one was lost, and finds out what became of the last commit.</summary>
    private PostgresSession OpenAgain()
    {
        PostgresSession session = _database.OpenWriter();
        try
        {
            if (_ledger.WasKept(session) && _unknown is { } kept)
            {
                _outcomes.Forget();
                Appended?.Invoke(kept.Evidence);
                kept.Jobs.ForEach(static job => job.Complete());
            }

            _unknown = null;
            _cache.ForgetEverything();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void TakeBack(bool isUnknown)
    {
        try
        {
            if (!isUnknown && _session is { } session)
            {
                _ledger.TakenBack();
                session.Rollback();
            }
        }
        catch (Exception)
        {
            // The session is lost, and the server takes back what was not committed.
            isUnknown = true;
        }

        if (isUnknown)
        {
            _session?.Dispose();
            _session = null;
        }

        _cache.ForgetEverything();
        if (_session is null)
        {
            // Until the lost session has ended on the server, its commit may still become visible: what is read meanwhile is not kept.
            RegistryChanges everything = new();
            everything.Everything();
            _cache.Begin(everything);
        }
    }
}

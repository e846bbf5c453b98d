using Microsoft.Data.Sqlite;

namespace HmisGateway.Storage.Sqlite;

/// <summary>
/// Takes the write-ahead log into the database beside the writer. SQLite by itself does that inside the commit that fills the log: for
/// tens of milliseconds nobody would be answered.
/// </summary>
/// <remarks>
/// The log starts over only when all of it is in the database. So a thread with a session of its own copies while commits go on, again
/// if many came meanwhile, and the writer takes in the short rest between two groups. A checkpoint that fails is tried again later: until then
/// the log is longer, and nothing is lost.
/// </remarks>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>Pages in the log, of 4 KiB each, from which on it is taken in: rarer than by default, so that a page that many commits touch is copied once.</summary>
    public const int DuePages = 4_000;

    private const int RestPages = 400;
    private const int MaxPasses = 4;

    private readonly SqliteDatabase _database;
    private readonly SemaphoreSlim _due = new(0);
    private readonly Thread _thread;
    private long _pages;
    private volatile bool _isRunning;
    private volatile bool _isRestLeft;
    private volatile bool _isStopping;

    /// <summary>Starts the thread; it opens its session when it is first needed.</summary>
    public SqliteCheckpoints(SqliteDatabase database)
    {
        _database = database;
        _thread = new Thread(Work) { Name = "sqlite-checkpoints", IsBackground = true };
        _thread.Start();
    }

    /// <summary>For the writer, between two groups: counts what the last one wrote, and takes in the rest that the thread has left.</summary>
    public void Committed(SqliteSession writer)
    {
        Volatile.Write(ref _pages, _pages + writer.TakePagesWritten());
        if (_isRestLeft)
        {
            _isRestLeft = false;
            TryCheckpoint(writer);
            Volatile.Write(ref _pages, 0);
            _isRunning = false;
        }
        else if (!_isRunning && _pages >= DuePages)
        {
            _isRunning = true;
            _due.Release();
        }
    }

    /// <summary>Ends the thread. The storage takes the rest of the log in when it is closed.</summary>
    public void Dispose()
    {
        if (!_isStopping)
        {
            _isStopping = true;
            _due.Release();
            _thread.Join();
            _due.Dispose();
        }
    }

    private void Work()
    {
        SqliteSession? session = null;
        _due.Wait();
        while (!_isStopping)
        {
            try
            {
                session ??= _database.OpenWriter();
                CopyMost(session);
            }
            catch (Exception)
            {
                // The commits stand without it, and the log is taken in the next time. The process must not end for it.
                session?.Dispose();
                session = null;
            }

            _isRestLeft = true;
            _due.Wait();
        }

        session?.Dispose();
    }

    private void CopyMost(SqliteSession session)
    {
        for (int pass = 0; pass < MaxPasses && !_isStopping; pass++)
        {
            long before = Volatile.Read(ref _pages);
            lock (_database.Checkpointing)
            {
                session.Checkpoint();
            }

            if (Volatile.Read(ref _pages) - before < RestPages)
            {
                return;
            }
        }
    }

    private void TryCheckpoint(SqliteSession writer)
    {
        if (!_database.Checkpointing.TryEnter())
        {
            return;
        }

        try
        {
            writer.Checkpoint();
        }
        catch (SqliteException)
        {
            // The commit itself stands. The next one tells whether the disk works.
        }
        finally
        {
            _database.Checkpointing.Exit();
        }
    }
}

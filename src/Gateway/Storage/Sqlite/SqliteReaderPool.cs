using System.Collections.Concurrent;

namespace HmisGateway.Storage.Sqlite;

/// <summary>
/// Read-only sessions. Reads are short and run on the caller's thread; when all kept sessions are in use another one is opened, so
/// nobody waits for a reader.
/// </summary>
internal sealed class SqliteReaderPool(SqliteDatabase database) : IDisposable
{
    private static readonly int s_kept = Math.Clamp(Environment.ProcessorCount * 2, 4, 32);

    private readonly ConcurrentStack<SqliteSession> _free = new();
    private volatile bool _isDisposed;

    /// <summary>Runs <paramref name="read"/> in one transaction: it sees one consistent view.</summary>
    public TResult Read<TState, TResult>(TState state, Func<SqliteSession, TState, TResult> read)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
#pragma warning disable CA2000 // Return keeps or disposes it.
        SqliteSession session = _free.TryPop(out SqliteSession? free) ? free : database.OpenReader();
#pragma warning restore CA2000
        bool isSound = false;
        try
        {
            session.Begin();
            TResult result = read(session, state);
            session.Commit();
            isSound = true;
            return result;
        }
        finally
        {
            Return(session, isSound);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        while (_free.TryPop(out SqliteSession? session))
        {
            session.Dispose();
        }
    }

    private void Return(SqliteSession session, bool isSound)
    {
        // A session whose read failed may still hold its view of the database; closing it is the one sure end.
        if (!isSound || _isDisposed || _free.Count >= s_kept)
        {
            session.Dispose();
            return;
        }

        _free.Push(session);
        if (_isDisposed && _free.TryPop(out SqliteSession? late))
        {
            late.Dispose();
        }
    }
}

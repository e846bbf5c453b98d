using HmisGateway.Faults;
using HmisGateway.Offline;
using HmisGateway.Storage.Registry;
using HmisGateway.Storage.Writing;
using Npgsql;

namespace HmisGateway.Storage.Postgres;

/// <summary>
/// The writer's session. Statements that answer nothing wait until an answer is needed or the transaction is committed, and then
/// travel together: what a change costs is mostly the number of its round trips. Used by one thread at a time.
/// </summary>
internal sealed class PostgresSession : IDisposable
{
    private const int MaxWaiting = 500;
    private const int MaxWaitingBytes = 4 * 1024 * 1024;

    private static readonly PostgresSql s_begin = new("BEGIN");
    private static readonly PostgresSql s_commit = new("COMMIT");
    private static readonly PostgresSql s_rollback = new("ROLLBACK");

    private readonly NpgsqlConnection _connection;
    private readonly List<NpgsqlBatchCommand> _waiting = [];
    private readonly Dictionary<NpgsqlBatchCommand, WriterJob> _owners = [];
    private int _waitingBytes;
    private int _unread;
    private NpgsqlBatchCommand? _commit;
    private string? _warning;

    /// <summary>Takes over an open connection.</summary>
    public PostgresSession(NpgsqlConnection connection)
    {
        _connection = connection;
        _connection.Notice += (_, told) =>
        {
            if (told.Notice.InvariantSeverity == "WARNING")
            {
                _warning = told.Notice.SqlState;
            }
        };
    }

    /// <summary>What the open transaction has changed of the registry.</summary>
    public RegistryChanges Changes { get; } = new();

    /// <summary>What it has done to the open items.</summary>
    public List<OpenChange> Open { get; } = [];

    /// <summary>True when it has changed agencies, their keys or proofs.</summary>
    public bool ChangesAgencies { get; set; }

    /// <summary>What every replica has to hear of.</summary>
    public SharedChange Shared => new(Changes, Open, ChangesAgencies);

    /// <summary>The job whose statements come now; null for the writer's own.</summary>
    public WriterJob? Running { get; set; }

    /// <summary>Starts a transaction.</summary>
    public void Begin()
    {
        FaultPoint.Pass(FaultOperation.DatabaseBegin);
        _waiting.Clear();
        _owners.Clear();
        _waitingBytes = _unread = 0;
        _commit = null;
        Changes.Clear();
        Open.Clear();
        ChangesAgencies = false;
        Later(s_begin.Call());
    }

    /// <summary>Has a statement executed before the next one that answers, or with the commit.</summary>
    public void Later(PostgresCall call)
    {
        Note(call);
        _waiting.Add(call.Command);
        _waitingBytes += call.Bytes;
        if (_waiting.Count >= MaxWaiting || _waitingBytes >= MaxWaitingBytes)
        {
            Send();
        }
    }

    /// <summary>Has a query executed before the next one that answers; its rows are not wanted.</summary>
    public void LaterUnread(PostgresCall call)
    {
        Note(call);
        _waiting.Add(call.Command);
        _unread++;
    }

    /// <summary>Executes a statement now.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(PostgresCall call)
    {
        Note(call);
        _waiting.Add(call.Command);
        Send();
        return (int)call.Command.RecordsAffected;
    }

    /// <summary>Executes a query now.</summary>
    public List<T> List<T>(PostgresCall call, Func<PostgresRow, T> map)
    {
        Note(call);
        _waiting.Add(call.Command);
        List<T> rows = [];
        Send(reader =>
        {
            PostgresRow row = new(reader);
            while (reader.Read())
            {
                rows.Add(map(row));
            }
        });
        return rows;
    }

    /// <summary>Executes a query of one column now.</summary>
    /// <returns>The first row, or null when there is none.</returns>
    public long? Int64(PostgresCall call) => List(call, static row => row.Int64(0)) is [long first, ..] ? first : null;

    /// <summary>Commits; what was written is durable when this returns.</summary>
    /// <exception cref="InvalidOperationException">The server committed with a warning: not everybody who should have it has it.</exception>
    public void Commit()
    {
        FaultPoint.Pass(FaultOperation.DatabaseCommit);
        Running = null;
        _warning = null;
        PostgresCall commit = s_commit.Call();
        _commit = commit.Command;
        _waiting.Add(_commit);
        Send();
        FaultPoint.Pass(FaultOperation.DatabaseCommitted);
        if (_warning is { } warning)
        {
            throw new InvalidOperationException($"The server committed with the warning {warning}.");
        }
    }

    /// <summary>True for a failure of <see cref="Commit"/> by which the server says that it did not come to the commit.</summary>
    public bool IsBeforeCommit(Exception fault) =>
        fault is PostgresException { InvariantSeverity: "ERROR", BatchCommand: { } failed } && !ReferenceEquals(failed, _commit);

    /// <summary>Whose statement failed; null when it was the writer's own, or the failure is not about one statement.</summary>
    public WriterJob? OwnerOf(Exception fault) =>
        fault is PostgresException { BatchCommand: NpgsqlBatchCommand failed } ? _owners.GetValueOrDefault(failed) : null;

    /// <summary>Takes everything since the begin back.</summary>
    /// <exception cref="NpgsqlException">The session is lost, and the transaction with it.</exception>
    public void Rollback()
    {
        _waiting.Clear();
        _owners.Clear();
        Running = null;
        _waiting.Add(s_rollback.Call().Command);
        Send();
    }

    /// <summary>Ends the session, and with it an open transaction and the hold on the database.</summary>
    public void Dispose() => _connection.Dispose();

    private void Note(PostgresCall call)
    {
        if (call.ChangesAnything)
        {
            Changes.Everything();
        }

        if (Running is { } job)
        {
            _owners.Add(call.Command, job);
        }
    }

    private void Send(Action<NpgsqlDataReader>? read = null)
    {
        FaultPoint.Pass(FaultOperation.DatabaseStep);
        using NpgsqlBatch batch = new(_connection);
        foreach (NpgsqlBatchCommand command in _waiting)
        {
            batch.BatchCommands.Add(command);
        }

        int unread = _unread;
        _waiting.Clear();
        _waitingBytes = _unread = 0;
        if (read is null)
        {
            batch.ExecuteNonQuery();
            return;
        }

        using NpgsqlDataReader reader = batch.ExecuteReader();
        for (int i = 0; i < unread; i++)
        {
            reader.NextResult();
        }

        read(reader);
    }
}

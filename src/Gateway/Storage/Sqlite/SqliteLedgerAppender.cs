using System.Security.Cryptography;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <summary>Writes the ledger row of a commit group and moves the head. Used by the writer only.</summary>
internal sealed class SqliteLedgerAppender(TimeProvider time) : IDisposable
{
    private static readonly SqlText s_readHead = new("SELECT sequence, hash FROM ledger_head WHERE id = 1");
    private static readonly SqlText s_readLast = new("SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1");
    private static readonly SqlText s_append = new("INSERT INTO ledger (sequence, entry, hash) VALUES (?1, ?2, ?3)");
    private static readonly SqlText s_moveHead = new("UPDATE ledger_head SET sequence = ?1, hash = ?2 WHERE id = 1");

    private static readonly SqlText s_addStatement = new("INSERT INTO actor_statement (digest, agency_id, sequence, sealed) VALUES (?1, ?2, ?3, ?4)");

    private readonly LedgerEntryWriter _entries = new();
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];
    private bool _isEndChecked;

    /// <summary>Appends one row with these events; nothing when there are none.</summary>
    /// <exception cref="InvalidDataException">The end of the chain and the head disagree: nothing more is written to a ledger that was changed.</exception>
    public void Append(SqliteSession session, IReadOnlyList<LedgerEvent> evidence)
    {
        if (evidence.Count == 0)
        {
            return;
        }

        long sequence = ReadHead(session) + 1;
        ReadOnlySpan<byte> entry = _entries.Write(sequence, time.GetUtcNow(), evidence);
        LedgerChain.Hash(_hash, entry, _hash);
        session.Call(s_append).Bind(1, sequence).Bind(2, entry).Bind(3, _hash.AsSpan()).Execute();
        session.Call(s_moveHead).Bind(1, sequence).Bind(2, _hash.AsSpan()).Execute();
        AddStatements(session, sequence, evidence);
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();

    private static void AddStatements(SqliteSession session, long sequence, IReadOnlyList<LedgerEvent> evidence)
    {
        for (int i = 0; i < evidence.Count; i++)
        {
            if (evidence[i].Statement is { } statement)
            {
                session.Call(s_addStatement).Bind(1, statement.Digest.AsSpan()).Bind(2, statement.AgencyId).Bind(3, sequence)
                    .Bind(4, statement.Sealed.AsSpan()).Execute();
            }
        }
    }

    private long ReadHead(SqliteSession session)
    {
        long sequence = Read(session, s_readHead, _hash);
        if (!_isEndChecked)
        {
            Span<byte> last = stackalloc byte[SHA256.HashSizeInBytes];
            if (Read(session, s_readLast, last) != sequence || !last.SequenceEqual(_hash))
            {
                throw new InvalidDataException(
                    "The ledger's last entry is not the one that its head names: the ledger was changed. Nothing is written. Run 'ledger verify', and restore a backup.");
            }

            _isEndChecked = true;
        }

        return sequence;
    }

    private static long Read(SqliteSession session, SqlText sql, Span<byte> hash)
    {
        using SqliteCall call = session.Call(sql);
        hash.Clear();
        if (!call.Read())
        {
            return 0;
        }

        ReadOnlySpan<byte> stored = call.Blob(1);
        if (stored.Length != hash.Length)
        {
            throw new InvalidDataException("A hash of the ledger does not have 32 bytes: the ledger was changed. Run 'ledger verify', and restore a backup.");
        }

        stored.CopyTo(hash);
        return call.Int64(0);
    }
}

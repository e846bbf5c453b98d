using System.Security.Cryptography;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Postgres;

/// <summary>Locks the ledger for a commit group, writes its row, and moves the head of the chain. Used by the writer only.</summary>
internal sealed class PostgresLedgerAppender(TimeProvider time) : IDisposable
{
    /// <summary>The chain of all replicas.</summary>
    public const int Chain = 1;

    // Whoever has it is the only one who writes; it is let go of with the commit.
    private static readonly PostgresSql s_lock = new("SELECT sequence FROM ledger_head WHERE chain = $1 FOR UPDATE");

    // A statement of its own: one that waited for the lock sees the other tables as they were before.
    private static readonly PostgresSql s_readLead = new("""
        SELECT h.sequence, h.hash, (SELECT hash FROM ledger WHERE chain = $1 AND sequence = $2), (SELECT coalesce(max(version), 0) FROM change),
               h.sequence = 0 OR EXISTS (SELECT 1 FROM ledger AS l WHERE l.chain = $1 AND l.sequence = h.sequence AND l.hash = h.hash)
        FROM ledger_head AS h WHERE h.chain = $1
        """);

    private static readonly PostgresSql s_readLast = new("SELECT sequence, hash FROM ledger WHERE chain = $1 ORDER BY sequence DESC LIMIT 1");
    private static readonly PostgresSql s_readAt = new("SELECT hash FROM ledger WHERE chain = $1 AND sequence = $2");
    private static readonly PostgresSql s_append = new("INSERT INTO ledger (chain, sequence, entry, hash) VALUES ($1, $2, $3, $4)");
    private static readonly PostgresSql s_moveHead = new("UPDATE ledger_head SET sequence = $2, hash = $3 WHERE chain = $1");
    private static readonly PostgresSql s_addStatement = new(
        "INSERT INTO actor_statement (digest, agency_id, chain, sequence, sealed) VALUES ($1, $2, $3, $4, $5)");

    private readonly LedgerEntryWriter _entries = new();
    private ChainHead? _known;
    private ChainHead? _head;
    private ChainHead? _appended;

    /// <summary>Waits until no other replica writes, and looks where the ledger and the feed end.</summary>
    /// <returns>The newest version of the feed.</returns>
    /// <exception cref="InvalidDataException">What this process has seen of the chain is not in it any more: nothing is written.</exception>
    public long Lock(PostgresSession session)
    {
        session.LaterUnread(s_lock.Call().Bind(Chain));
        WriterLead lead = session.List(
            s_readLead.Call().Bind(Chain).Bind(_known?.Sequence ?? 0),
            static row => new WriterLead(new ChainHead(row.Int64(0), row.Blob(1)), row.IsNull(2) ? null : row.Blob(2), row.Int64(3), row.Boolean(4)))
            is [WriterLead found, ..] ? found : throw Moved();
        if (!lead.IsHeadSound)
        {
            throw Changed();
        }

        if (_known is null)
        {
            EnsureLast(session, lead.Head);
        }
        else if (_known.Sequence > 0 && (lead.Known is null || !lead.Known.AsSpan().SequenceEqual(_known.Hash)))
        {
            throw Moved();
        }

        _head = _known = lead.Head;
        return lead.Version;
    }

    /// <summary>Appends one row with these events; nothing when there are none.</summary>
    public void Append(PostgresSession session, IReadOnlyList<LedgerEvent> evidence)
    {
        _appended = null;
        if (evidence.Count == 0)
        {
            return;
        }

        ChainHead head = _head ?? throw new InvalidOperationException("The ledger was not locked.");
        long sequence = head.Sequence + 1;
        byte[] entry = _entries.Write(sequence, time.GetUtcNow(), evidence).ToArray();
        byte[] hash = new byte[SHA256.HashSizeInBytes];
        LedgerChain.Hash(head.Hash, entry, hash);
        session.Later(s_append.Call().Bind(Chain).Bind(sequence).Bind(entry).Bind(hash));
        session.Later(s_moveHead.Call().Bind(Chain).Bind(sequence).Bind(hash));
        AddStatements(session, sequence, evidence);
        _appended = new ChainHead(sequence, hash);
    }

    /// <summary>What was appended is durable.</summary>
    public void Committed()
    {
        _known = _appended ?? _known;
        _appended = null;
    }

    /// <summary>What was appended was taken back.</summary>
    public void TakenBack() => _appended = null;

    /// <summary>On a new session, once the lost one has ended: whether the commit that failed last, of which nobody knows, kept what was appended.</summary>
    /// <exception cref="InvalidDataException">What this process has seen of the chain is not in it any more: nothing is written.</exception>
    public bool WasKept(PostgresSession session)
    {
        // The lost session's transaction holds the lock until it is decided.
        ChainHead? appended = _appended;
        session.Begin();
        Lock(session);
        bool wasKept = appended is not null
            && session.List(s_readAt.Call().Bind(Chain).Bind(appended.Sequence), static row => row.Blob(0)) is [byte[] hash, ..]
            && hash.AsSpan().SequenceEqual(appended.Hash);
        session.Rollback();
        TakenBack();
        return wasKept;
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();

    private static InvalidDataException Moved() => new(
        "The ledger does not have the entries any more that this gateway has seen: the server lost what it had acknowledged. Nothing is written. Run 'ledger verify', and start again.");

    private static InvalidDataException Changed() => new(
        "The ledger's last entry is not the one that its head names: the ledger was changed. Nothing is written. Run 'ledger verify', and restore a backup.");

    private static void EnsureLast(PostgresSession session, ChainHead head)
    {
        if (!head.Equals(Read(session, s_readLast) ?? ChainHead.Start))
        {
            throw Changed();
        }
    }

    private static void AddStatements(PostgresSession session, long sequence, IReadOnlyList<LedgerEvent> evidence)
    {
        for (int i = 0; i < evidence.Count; i++)
        {
            if (evidence[i].Statement is { } statement)
            {
                session.Later(s_addStatement.Call().Bind(statement.Digest).Bind(statement.AgencyId).Bind(Chain).Bind(sequence).Bind(statement.Sealed));
            }
        }
    }

    private static ChainHead? Read(PostgresSession session, PostgresSql sql) =>
        session.List(sql.Call().Bind(Chain), static row => new ChainHead(row.Int64(0), row.Blob(1))) is [ChainHead head, ..] ? head : null;
}

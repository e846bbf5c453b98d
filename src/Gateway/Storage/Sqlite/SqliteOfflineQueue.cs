using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Telemetry;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The encrypted offline queue. Items are ordered as they became durable.</summary>
internal sealed class SqliteOfflineQueue(SqliteWriter writer, SqliteReaderPool readers) : IOfflineQueue
{
    private const int ContentColumn = 14;

    private static readonly SqlText s_store = new("""
        INSERT INTO offline_item (receipt, agency_id, received_at, code, locked_attempt, record_kinds, status, attempts, bytes, clients,
                                  wrapped_key, sealed_details, sealed_content, parent, pieces)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        """);

    private static readonly SqlText s_storeClient = new("""
        INSERT INTO offline_item_client (client, sequence) VALUES (?1, ?2) ON CONFLICT (client, sequence) DO NOTHING
        """);

    private static readonly SqlText s_read = new($"""
        SELECT {OfflineItemColumns.List}, i.sealed_content FROM offline_item AS i WHERE i.receipt = ?1 AND i.agency_id = ?2
        """);

    private static readonly SqlText s_place = new("SELECT sequence FROM offline_item WHERE receipt = ?1 AND agency_id = ?2");

    private static readonly SqlText s_list = new($"""
        SELECT {OfflineItemColumns.List} FROM offline_item AS i
        WHERE i.agency_id = ?1 AND i.sequence > ?2 AND (?3 IS NULL OR i.code = ?3) AND (?4 IS NULL OR i.status = ?4) AND i.parent IS NULL
        ORDER BY i.sequence LIMIT ?5
        """);

    private static readonly SqlText s_listOfClient = new($"""
        SELECT {OfflineItemColumns.List} FROM offline_item_client AS c CROSS JOIN offline_item AS i ON i.sequence = c.sequence
        WHERE i.agency_id = ?1 AND c.sequence > ?2 AND (?3 IS NULL OR i.code = ?3) AND (?4 IS NULL OR i.status = ?4) AND c.client = ?6
        ORDER BY c.sequence LIMIT ?5
        """);

    private static readonly SqlText s_listParts = new($"""
        SELECT {OfflineItemColumns.List} FROM offline_item AS i
        WHERE i.parent = ?1 AND i.agency_id = ?2 AND i.sequence > coalesce((SELECT sequence FROM offline_item WHERE receipt = ?3), 0)
        ORDER BY i.sequence LIMIT ?4
        """);

    private static readonly SqlText s_counts = new("SELECT status, count(*) FROM offline_item GROUP BY status");
    private static readonly SqlText s_oldest = new("SELECT received_at FROM offline_item WHERE status = ?1 ORDER BY received_at LIMIT 1");

    public OpenContents Open { get; } = readers.Read(0, static (session, _) => OfflineStatusRows.Load(session));

    public async ValueTask<ItemKeeping> StoreAsync(
        OfflineItem item, LedgerEvent evidence, IdempotencyClaim? claim, CancellationToken cancellationToken) => (await WriteAsync<ItemKeeping>(
        (session, collected, changes) =>
        {
            if (!IdempotencyRows.TryClaim(session, claim))
            {
                return new ItemKeeping.KeyReused();
            }

            if (item is { Content: { } content, Status: OfflineStatus.Held } && TryJoin(session, OfflineAttempt.Of(item, content)) is { } joined)
            {
                collected.Add(AttemptEvidence.Joined(evidence, joined.Receipt));
                return joined;
            }

            Store(session, item, changes);
            collected.Add(evidence);
            return new ItemKeeping.Stored();
        },
        cancellationToken))!;

    public ValueTask<ItemKeeping?> TryJoinAsync(
        OfflineAttempt attempt, LedgerEvent evidence, IdempotencyClaim? claim, CancellationToken cancellationToken) => WriteAsync<ItemKeeping>(
        (session, collected, _) =>
        {
            if (OfflineStatusRows.FindOpen(session, attempt.AgencyId, attempt.Content, attempt.Joins) is null)
            {
                return null;
            }

            if (!IdempotencyRows.TryClaim(session, claim))
            {
                return new ItemKeeping.KeyReused();
            }

            ItemKeeping.Joined? joined = TryJoin(session, attempt);
            collected.Add(AttemptEvidence.Joined(evidence, joined!.Receipt));
            return joined;
        },
        cancellationToken);

    public async ValueTask<bool> TryAdmitAsync(LedgerEvent intent, IdempotencyClaim claim, CancellationToken cancellationToken) => await writer.WriteAsync(
        (Intent: intent, Claim: claim),
        static (session, asked, collected) =>
        {
            bool isFree = IdempotencyRows.TryClaim(session, asked.Claim);
            if (isFree)
            {
                collected.Add(asked.Intent);
            }

            return isFree;
        },
        cancellationToken);

    public ValueTask<int> CloseSentLaterAsync(string agencyId, ContentKey content, Guid decision, CancellationToken cancellationToken) => WriteAsync(
        (session, collected, changes) =>
        {
            int closed = 0;
            while (OfflineStatusRows.FindOpen(session, agencyId, content, OfflineStatus.Held) is { } held)
            {
                OfflineStatusRows.TryMove(session, agencyId, held.Receipt, OfflineStatus.Held, OfflineStatus.SentLater, changes);
                collected.Add(AttemptEvidence.Moved(
                    agencyId, held.Receipt, OfflineStatus.Held.ToWire(), OfflineStatus.SentLater.ToWire(), decision));
                closed++;
            }

            return closed;
        },
        cancellationToken);

    public ValueTask<bool> TryMoveAsync(
        string agencyId, Guid receipt, OfflineStatus from, OfflineStatus to, LedgerEvent evidence, CancellationToken cancellationToken) => WriteAsync(
        (session, collected, changes) =>
        {
            bool isMoved = OfflineStatusRows.TryMove(session, agencyId, receipt, from, to, changes);
            if (isMoved)
            {
                collected.Add(evidence);
            }

            return isMoved;
        },
        cancellationToken);

    public ValueTask<bool> TryEraseAsync(
        string agencyId, Guid receipt, Func<OfflineStatus, LedgerEvent> evidence, bool isRepeated, CancellationToken cancellationToken) => WriteAsync(
        (session, collected, changes) =>
        {
            OfflineStatus? from = OfflineStatusRows.TryErase(session, agencyId, receipt, isRepeated, changes);
            if (from is { } status)
            {
                collected.Add(evidence(status));
            }

            return from is not null;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<AttemptEntry>> ListAttemptsAsync(string agencyId, Guid receipt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((agencyId, receipt), static (session, asked) => OfflineAttemptRows.List(session, asked.agencyId, asked.receipt)));
    }

    public ValueTask<IReadOnlyList<OfflineItem>> ListAsync(OfflineQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read(query, List));
    }

    public ValueTask<OfflineItem?> ReadAsync(string agencyId, Guid receipt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((agencyId, receipt), static (session, asked) =>
        {
            using SqliteCall call = session.Call(s_read).Bind(1, asked.receipt).Bind(2, asked.agencyId);
            return call.Read() ? OfflineItemColumns.Read(call, call.Blob(ContentColumn).ToArray()) : null;
        }));
    }

    public async ValueTask StorePieceAsync(Guid receipt, int number, byte[] sealedPiece, CancellationToken cancellationToken) => await writer.WriteAsync(
        (receipt, number, sealedPiece),
        static (session, piece, _) =>
        {
            OfflinePieceRows.Add(session, piece.receipt, piece.number, piece.sealedPiece);
            return true;
        },
        cancellationToken);

    public async ValueTask RemoveUnfinishedAsync(CancellationToken cancellationToken) => await writer.WriteAsync(
        0,
        static (session, _, _) =>
        {
            OfflinePieceRows.RemoveOrphans(session);
            return true;
        },
        cancellationToken);

    public ValueTask<byte[]> ReadPieceAsync(Guid receipt, int number, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((receipt, number), static (session, asked) => OfflinePieceRows.Read(session, asked.receipt, asked.number)));
    }

    public ValueTask<Guid?> FindHeldAsync(string agencyId, ContentKey content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((agencyId, content), static (session, asked) =>
            OfflineStatusRows.FindOpen(session, asked.agencyId, asked.content, OfflineStatus.Held)?.Receipt));
    }

    public ValueTask<IReadOnlyList<OfflineItem>> ListPartsAsync(string agencyId, Guid parent, Guid? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((agencyId, parent, after, limit), static (session, asked) =>
        {
            List<OfflineItem> parts = [];
            using SqliteCall call = session.Call(s_listParts).Bind(1, asked.parent).Bind(2, asked.agencyId).Bind(4, asked.limit);
            if (asked.after is { } last)
            {
                call.Bind(3, last);
            }

            while (call.Read())
            {
                parts.Add(OfflineItemColumns.Read(call, sealedContent: []));
            }

            return (IReadOnlyList<OfflineItem>)parts;
        }));
    }

    public ValueTask<OfflineDepth> MeasureAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read(0, static (session, _) => Measure(session)));
    }

    /// <summary>Has a change made; what it did to the open items is told to <see cref="Open"/> before the caller hears of it.</summary>
    private async ValueTask<TResult?> WriteAsync<TResult>(
        Func<SqliteSession, ICollection<LedgerEvent>, List<OpenChange>, TResult?> work, CancellationToken cancellationToken)
    {
        (TResult? result, _) = await writer.WriteAsync(
            work,
            static (session, work, collected) =>
            {
                List<OpenChange> changes = [];
                return (Result: work(session, collected, changes), Changes: changes);
            },
            done => done.Changes.ForEach(Open.Apply),
            cancellationToken);
        return result;
    }

    private static ItemKeeping.Joined? TryJoin(SqliteSession session, OfflineAttempt attempt)
    {
        if (OfflineStatusRows.FindOpen(session, attempt.AgencyId, attempt.Content, attempt.Joins) is not { } open)
        {
            return null;
        }

        OfflineAttemptRows.Add(session, open.Sequence, attempt);
        PersonRows.AddLearned(session, attempt.Learned);
        return new ItemKeeping.Joined(open.Receipt);
    }

    private static void Store(SqliteSession session, OfflineItem item, List<OpenChange> changes)
    {
        SqliteCall call = session.Call(s_store).Bind(1, item.Receipt).Bind(2, item.AgencyId).Bind(3, item.ReceivedAt).Bind(4, item.Code)
            .Bind(5, item.LockedAttempt).Bind(6, string.Join(',', item.RecordKinds)).Bind(7, (long)item.Status).Bind(8, item.Attempts)
            .Bind(9, item.Bytes).Bind(10, PackedClients.Pack(item.Clients).AsSpan()).Bind(11, item.WrappedKey.AsSpan())
            .Bind(12, item.SealedDetails.AsSpan()).Bind(13, item.SealedContent.AsSpan()).Bind(15, item.Pieces);
        _ = item.Parent is { } parent ? call.Bind(14, parent) : call.BindNull(14);
        call.Execute();
        long sequence = session.LastRowId;
        foreach (Pseudonym client in item.Clients)
        {
            session.Call(s_storeClient).Bind(1, client.Hash).Bind(2, sequence).Execute();
        }

        PersonRows.AddLearned(session, item.Learned);
        if (item.Content is { } content && OfflineTransitions.IsOpen(item.Status))
        {
            changes.Add(OfflineStatusRows.Open(session, sequence, content, item.Receipt, item.Status));
        }
    }

    private static List<OfflineItem> List(SqliteSession session, OfflineQuery query)
    {
        List<OfflineItem> items = [];
        if (Place(session, query) is not { } after)
        {
            return items;
        }

        using SqliteCall call = session.Call(query.Client is null ? s_list : s_listOfClient).Bind(1, query.AgencyId).Bind(2, after)
            .Bind(3, query.Code).Bind(4, (long?)query.Status).Bind(5, Math.Clamp(query.Limit, 1, OfflineFilter.MaxLimit + 1));
        if (query.Client is { } client)
        {
            call.Bind(6, client.Hash);
        }

        while (call.Read())
        {
            items.Add(OfflineItemColumns.Read(call, sealedContent: []));
        }

        return items;
    }

    /// <summary>Behind which item the page starts; null when the agency has no such item, which lists nothing, as behind the last one.</summary>
    private static long? Place(SqliteSession session, OfflineQuery query)
    {
        if (query.After is not { } receipt)
        {
            return 0;
        }

        using SqliteCall call = session.Call(s_place).Bind(1, receipt).Bind(2, query.AgencyId);
        return call.Read() ? call.Int64(0) : null;
    }

    private static OfflineDepth Measure(SqliteSession session)
    {
        Dictionary<OfflineStatus, long> counts = [];
        using (SqliteCall call = session.Call(s_counts))
        {
            while (call.Read())
            {
                counts.Add((OfflineStatus)call.Int32(0), call.Int64(1));
            }
        }

        using SqliteCall oldest = session.Call(s_oldest).Bind(1, (long)OfflineStatus.Held);
        return new OfflineDepth(counts, oldest.Read() ? oldest.Time(0) : null);
    }
}

using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Telemetry;

namespace HmisGateway.Storage.Postgres;

/// <summary>The encrypted offline queue. Items are ordered as they became durable.</summary>
internal sealed class PostgresOfflineQueue(PostgresWriter writer, PostgresReaders readers, OpenContents open) : IOfflineQueue
{
    // The item, its clients and its content in one statement.
    private static readonly PostgresSql s_store = new("""
        WITH item AS (
          INSERT INTO offline_item (receipt, agency_id, received_at, code, locked_attempt, record_kinds, status, attempts, bytes, clients,
                                    wrapped_key, sealed_details, sealed_content, parent, pieces)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING sequence
        ), clients AS (
          INSERT INTO offline_item_client (client, sequence) SELECT c, i.sequence FROM item AS i, unnest($16) AS c
        )
        INSERT INTO offline_open (content, sequence, in_doubt) SELECT $17, i.sequence, $18 FROM item AS i WHERE $17 IS NOT NULL
        """);

    // Another replica has taken the sender for dead and settled its forward, of which it has no content.
    private static readonly PostgresSql s_complete = new("""
        WITH item AS (
          UPDATE offline_item SET received_at = $3, code = $4, locked_attempt = $5, record_kinds = $6, bytes = $7, clients = $8,
                                  wrapped_key = $9, sealed_details = $10, sealed_content = $11
          WHERE receipt = $1 AND agency_id = $2 AND status = $12 AND bytes = 0 RETURNING sequence
        ), clients AS (
          INSERT INTO offline_item_client (client, sequence) SELECT c, i.sequence FROM item AS i, unnest($13) AS c ON CONFLICT DO NOTHING
        )
        SELECT sequence FROM item
        """);

    private static readonly PostgresSql s_read = new($"""
        SELECT {OfflineItemColumns.List}, i.sealed_content FROM offline_item AS i WHERE i.receipt = $1 AND i.agency_id = $2
        """);

    private static readonly PostgresSql s_list = new($"""
        SELECT {OfflineItemColumns.List} FROM offline_item AS i
        WHERE i.agency_id = $1 AND i.sequence > CASE WHEN $2 IS NULL THEN 0 ELSE (SELECT sequence FROM offline_item WHERE receipt = $2 AND agency_id = $1) END
          AND ($3 IS NULL OR i.code = $3) AND ($4 IS NULL OR i.status = $4) AND i.parent IS NULL
        ORDER BY i.sequence LIMIT $5
        """);

    private static readonly PostgresSql s_listOfClient = new($"""
        SELECT {OfflineItemColumns.List} FROM offline_item_client AS c JOIN offline_item AS i ON i.sequence = c.sequence
        WHERE i.agency_id = $1 AND c.sequence > CASE WHEN $2 IS NULL THEN 0 ELSE (SELECT sequence FROM offline_item WHERE receipt = $2 AND agency_id = $1) END
          AND ($3 IS NULL OR i.code = $3) AND ($4 IS NULL OR i.status = $4) AND c.client = $6
        ORDER BY c.sequence LIMIT $5
        """);

    private static readonly PostgresSql s_listParts = new($"""
        SELECT {OfflineItemColumns.List} FROM offline_item AS i
        WHERE i.parent = $1 AND i.agency_id = $2 AND i.sequence > coalesce((SELECT sequence FROM offline_item WHERE receipt = $3), 0)
        ORDER BY i.sequence LIMIT $4
        """);

    private static readonly PostgresSql s_depth = new("SELECT status, count(*), min(received_at) FROM offline_item GROUP BY status");

    public OpenContents Open { get; } = open;

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

    public ValueTask<int> CloseSentLaterAsync(string agencyId, ContentKey content, Guid decision, CancellationToken cancellationToken) => WriteAsync<int>(
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

    public ValueTask<IReadOnlyList<AttemptEntry>> ListAttemptsAsync(string agencyId, Guid receipt, CancellationToken cancellationToken) =>
        OfflineAttemptRows.ListAsync(readers, agencyId, receipt, cancellationToken);

    public async ValueTask<IReadOnlyList<OfflineItem>> ListAsync(OfflineQuery query, CancellationToken cancellationToken)
    {
        // Behind an item that the agency does not have comes nothing, as behind the last one: the comparison with no place is never true.
        PostgresCall call = (query.Client is null ? s_list : s_listOfClient).Call().Bind(query.AgencyId).Bind(query.After)
            .Bind(query.Code).Bind((int?)query.Status).Bind(Math.Clamp(query.Limit, 1, OfflineFilter.MaxLimit + 1));
        return await readers.ListAsync(query.Client is { } client ? call.Bind(client.Hash) : call, OfflineItemColumns.Read, cancellationToken);
    }

    public ValueTask<OfflineItem?> ReadAsync(string agencyId, Guid receipt, CancellationToken cancellationToken) => readers.FirstAsync(
        s_read.Call().Bind(receipt).Bind(agencyId), static row => OfflineItemColumns.Read(row, row.Blob(OfflineItemColumns.Count)), cancellationToken);

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

    public async ValueTask<byte[]> ReadPieceAsync(Guid receipt, int number, CancellationToken cancellationToken) =>
        await readers.FirstAsync(OfflinePieceRows.Find(receipt, number), static row => row.Blob(0), cancellationToken)
            ?? throw new InvalidDataException($"Piece {number} of the offline item {receipt} is missing. Restore a backup.");

    public ValueTask<Guid?> FindHeldAsync(string agencyId, ContentKey content, CancellationToken cancellationToken) =>
        OfflineStatusRows.FindHeldAsync(readers, agencyId, content, cancellationToken);

    public async ValueTask<IReadOnlyList<OfflineItem>> ListPartsAsync(string agencyId, Guid parent, Guid? after, int limit, CancellationToken cancellationToken) =>
        await readers.ListAsync(s_listParts.Call().Bind(parent).Bind(agencyId).Bind(after).Bind(limit), OfflineItemColumns.Read, cancellationToken);

    public async ValueTask<OfflineDepth> MeasureAsync(CancellationToken cancellationToken)
    {
        List<(OfflineStatus Status, long Count, DateTimeOffset Oldest)> depths = await readers.ListAsync(
            s_depth.Call(), static row => ((OfflineStatus)row.Int32(0), row.Int64(1), row.Time(2)), cancellationToken);
        DateTimeOffset? oldest = depths.Exists(IsHeld) ? depths.Find(IsHeld).Oldest : null;
        return new OfflineDepth(depths.ToDictionary(static depth => depth.Status, static depth => depth.Count), oldest);

        static bool IsHeld((OfflineStatus Status, long Count, DateTimeOffset Oldest) depth) => depth.Status == OfflineStatus.Held;
    }

    /// <summary>Has a change made; what it did to the open items is told to every replica with the commit.</summary>
    private ValueTask<TResult?> WriteAsync<TResult>(
        Func<PostgresSession, ICollection<LedgerEvent>, List<OpenChange>, TResult?> work, CancellationToken cancellationToken) => writer.WriteAsync(
        work, static (session, work, collected) => work(session, collected, session.Open), cancellationToken);

    private static ItemKeeping.Joined? TryJoin(PostgresSession session, OfflineAttempt attempt)
    {
        if (OfflineStatusRows.FindOpen(session, attempt.AgencyId, attempt.Content, attempt.Joins) is not { } open)
        {
            return null;
        }

        OfflineAttemptRows.Add(session, open.Sequence, attempt);
        PersonRows.AddLearned(session, attempt.Learned);
        return new ItemKeeping.Joined(open.Receipt);
    }

    private static void Store(PostgresSession session, OfflineItem item, List<OpenChange> changes)
    {
        if (item.Status == OfflineStatus.InDoubt && TryComplete(session, item))
        {
            return;
        }

        ContentKey? open = OfflineTransitions.IsOpen(item.Status) ? item.Content : null;
        session.Later(s_store.Call().Bind(item.Receipt).Bind(item.AgencyId).Bind(item.ReceivedAt).Bind(item.Code)
            .Bind(item.LockedAttempt).Bind(string.Join(',', item.RecordKinds)).Bind((int)item.Status).Bind(item.Attempts)
            .Bind(item.Bytes).Bind(PackedClients.Pack(item.Clients)).Bind(item.WrappedKey)
            .Bind(item.SealedDetails).Bind(item.SealedContent).Bind(item.Parent).Bind(item.Pieces)
            .Bind(item.Clients.Select(static client => client.Hash).Distinct()).Bind(open?.Hash).Bind(item.Status == OfflineStatus.InDoubt));
        PersonRows.AddLearned(session, item.Learned);
        if (open is { } content)
        {
            changes.Add(new OpenChange(content, item.Receipt, From: null, item.Status));
        }
    }

    private static bool TryComplete(PostgresSession session, OfflineItem item) => session.Int64(s_complete.Call()
        .Bind(item.Receipt).Bind(item.AgencyId).Bind(item.ReceivedAt).Bind(item.Code).Bind(item.LockedAttempt).Bind(string.Join(',', item.RecordKinds))
        .Bind(item.Bytes).Bind(PackedClients.Pack(item.Clients)).Bind(item.WrappedKey).Bind(item.SealedDetails).Bind(item.SealedContent)
        .Bind((int)OfflineStatus.InDoubt).Bind(item.Clients.Select(static client => client.Hash).Distinct())) is not null;
}

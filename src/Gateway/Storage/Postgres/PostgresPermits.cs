using System.Data;
using System.Runtime.InteropServices;
using HmisGateway.Consent;
using HmisGateway.Consent.Permits;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using Npgsql;

namespace HmisGateway.Storage.Postgres;

/// <summary>The permits in table <c>permit</c>. What this replica asks goes through one session, which is replaced when it fails.</summary>
internal sealed class PostgresPermits(
    PostgresDatabase database, PostgresReaders readers, PostgresFeed feed, PostgresClock clock, ReplicaId replica, Func<CancellationToken, ValueTask> confirm) : IPermitTable, IAsyncDisposable
{
    private static readonly PostgresSql s_begin = new("BEGIN");
    private static readonly PostgresSql s_commit = new("COMMIT");

    private static readonly PostgresSql s_grant = new("""
        INSERT INTO permit (id, replica, persons, agency_id, vendor, marks, words, renewals, revoked, reset)
        SELECT id, $1, persons, agency_id, vendor, marks, words, 0, false, false
        FROM unnest($2, $3, $4, $5, $6, $7) AS a (id, persons, agency_id, vendor, marks, words)
        ON CONFLICT (id) DO NOTHING
        """);

    private static readonly PostgresSql s_renew = new("UPDATE permit SET renewals = renewals + 1 WHERE id = ANY ($1) AND NOT revoked RETURNING id");
    private static readonly PostgresSql s_release = new("DELETE FROM permit WHERE id = ANY ($1)");
    private static readonly PostgresSql s_reset = new("UPDATE permit SET reset = true WHERE id = ANY ($1)");
    private static readonly PostgresSql s_revoked = new("SELECT id FROM permit WHERE replica = $1 AND revoked AND NOT reset");

    private static readonly PostgresSql s_read = new("""
        SELECT id, persons, agency_id, vendor, marks IS NOT NULL, CASE WHEN $1 THEN marks END, CASE WHEN $1 THEN words END, renewals FROM permit WHERE NOT reset
        """);

    // The first eight digits of the name of the log's file are the timeline: another one after each promotion.
    private static readonly PostgresSql s_timeline = new("""
        SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8), coalesce((SELECT timeline FROM permit_timeline WHERE id = 1), '')
        """);

    // At least one row, for the timeline.
    private static readonly PostgresSql s_find = new("""
        SELECT p.id, p.reset, left(pg_walfile_name(pg_current_wal_lsn()), 8), coalesce((SELECT timeline FROM permit_timeline WHERE id = 1), '')
        FROM (SELECT 1) AS one LEFT JOIN permit AS p ON p.id = ANY ($1)
        """);
    private static readonly PostgresSql s_revoke = new("UPDATE permit SET revoked = true WHERE id = $1");
    private static readonly PostgresSql s_removeRevoked = new("DELETE FROM permit WHERE id = $1 AND revoked");
    private static readonly PostgresSql s_remove = new("DELETE FROM permit WHERE id = $1 AND renewals = $2");

    private static readonly PostgresSql s_relyOn = new("""
        INSERT INTO permit_timeline (id, timeline) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET timeline = $1
        """);

    private NpgsqlConnection? _connection;
    private bool _hasWarned;

    /// <inheritdoc/>
    public string Timeline { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask<PermitRoundResult> ExchangeAsync(PermitRound round, CancellationToken cancellationToken)
    {
        if (_connection is { State: not ConnectionState.Open })
        {
            // It was seen to be lost while nobody used it.
            await CloseAsync();
        }

        if (_connection is { } used)
        {
            try
            {
                return await ExchangeAsync(used, round, cancellationToken);
            }
            catch (NpgsqlException)
            {
                // The server may have ended it long ago. Asked once more: what was granted already is the same permit, and its holder has read
                // the clock before the first time.
                await CloseAsync();
            }
        }

        try
        {
            _connection = await OpenAsync(cancellationToken);
            return await ExchangeAsync(_connection, round, cancellationToken);
        }
        catch
        {
            // The session may be anywhere: another one takes its place.
            await CloseAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<PermitView> ReadAsync(bool withSwept, CancellationToken cancellationToken)
    {
        await using PostgresView view = await readers.OpenViewAsync(cancellationToken);
        List<(string Now, string Known)> timeline = await view.ListAsync(
            s_timeline.Call(), static row => (row.Text(0), row.Text(1)), cancellationToken);
        List<PermitRow> permits = await view.ListAsync(s_read.Call().Bind(withSwept), ReadPermit, cancellationToken);
        return new PermitView(permits, IsComplete: timeline[0].Now == timeline[0].Known, timeline[0].Now);
    }

    /// <inheritdoc/>
    public async ValueTask<PermitsLeft> FindAsync(IReadOnlyCollection<Guid> permits, CancellationToken cancellationToken)
    {
        List<(Guid? Permit, bool WasReset, string Now, string Known)> rows = await readers.ListAsync(
            s_find.Call().Bind(permits), static row => (row.GuidOrNull(0), !row.IsNull(1) && row.Boolean(1), row.Text(2), row.Text(3)), cancellationToken);
        return new PermitsLeft(
            rows.Where(static row => !row.WasReset).Select(static row => row.Permit).OfType<Guid>().ToHashSet(),
            rows.Exists(static row => row.WasReset),
            rows[0].Now == rows[0].Known,
            rows[0].Now);
    }

    /// <inheritdoc/>
    public async ValueTask ConfirmAsync(string timeline, CancellationToken cancellationToken)
    {
        // The writer looks whether the ledger still has the last entry that it knows.
        await confirm(cancellationToken);
        Timeline = timeline;
    }

    /// <inheritdoc/>
    public ValueTask RevokeAsync(IReadOnlyCollection<Guid> permits, CancellationToken cancellationToken) =>
        EachAsync(permits.Select(static permit => s_revoke.Call().Bind(permit)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask RemoveRevokedAsync(IReadOnlyCollection<Guid> permits, CancellationToken cancellationToken) =>
        EachAsync(permits.Select(static permit => s_removeRevoked.Call().Bind(permit)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask RemoveAsync(IReadOnlyCollection<(Guid Permit, int Renewals)> permits, CancellationToken cancellationToken) =>
        EachAsync(permits.Select(static permit => s_remove.Call().Bind(permit.Permit).Bind(permit.Renewals)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask RelyOnAsync(string timeline, CancellationToken cancellationToken) => ChangeAsync(s_relyOn.Call().Bind(timeline), cancellationToken);

    /// <summary>On a new database nobody has ever been granted anything.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        await using PostgresView view = await readers.OpenViewAsync(cancellationToken);
        List<(string Now, string Known)> timeline = await view.ListAsync(
            s_timeline.Call(), static row => (row.Text(0), row.Text(1)), cancellationToken);
        Timeline = timeline[0].Now;
        if (timeline[0].Known.Length == 0)
        {
            await RelyOnAsync(timeline[0].Now, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask<PermitRoundResult> ExchangeAsync(NpgsqlConnection connection, PermitRound round, CancellationToken cancellationToken)
    {
        await using NpgsqlBatch batch = new(connection);
        batch.BatchCommands.Add(s_begin.Call().Command);
        if (round.Grants.Count > 0)
        {
            // A sign of life with each grant: whoever settles for a replica that has ended looks at all that came after it.
            batch.BatchCommands.Add(PostgresReplicas.Beat(replica).Command);
            batch.BatchCommands.Add(Grant(round.Grants).Command);
        }

        if (round.Releases.Count > 0)
        {
            batch.BatchCommands.Add(s_release.Call().Bind(round.Releases).Command);
        }

        if (round.Resets.Count > 0)
        {
            batch.BatchCommands.Add(s_reset.Call().Bind(round.Resets).Command);
        }

        batch.BatchCommands.Add(s_renew.Call().Bind(round.Renewals).Command);
        batch.BatchCommands.Add(s_commit.Call().Command);

        // Each of these sees what was committed before it is executed, and so before the grants above were.
        batch.BatchCommands.Add(s_revoked.Call().Bind(replica.Value).Command);
        FeedRow from = feed.Handled;
        batch.BatchCommands.Add(FeedRow.Find.Call().Bind(from.Version).Command);

        // What is decided under these permits is decided for the server's day.
        batch.BatchCommands.Add(PostgresClock.Read.Call().Command);
        TimeSpan before = clock.Before();

        _hasWarned = false;
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        PostgresRow row = new(reader);
        HashSet<Guid> renewed = [.. await RowsAsync(reader, () => row.Guid(0), cancellationToken)];
        await reader.NextResultAsync(cancellationToken);
        List<Guid> revoked = await RowsAsync(reader, () => row.Guid(0), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        List<FeedRow> changes = await RowsAsync(reader, () => FeedRow.Read(row), cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        DateTimeOffset server = (await RowsAsync(reader, () => row.Time(0), cancellationToken))[0];
        await reader.NextResultAsync(cancellationToken);
        if (_hasWarned)
        {
            throw new InvalidOperationException("The server committed permits with a warning: not everybody who should have them has them.");
        }

        clock.Take(server, before);
        return new PermitRoundResult(renewed, revoked, feed.TakeAsync(from, changes));
    }

    private PostgresCall Grant(IReadOnlyList<PermitPass> grants)
    {
        (byte[]? Marks, byte[]? Words)[] swept = [.. grants.Select(static pass => SweptOf(pass.Forward))];
        return s_grant.Call().Bind(replica.Value)
            .Bind(grants.Select(static pass => pass.Id))
            .Bind(grants.Select(static pass => PersonsOf(pass.Forward)))
            .Bind(grants.Select(static pass => pass.Forward.AgencyId))
            .Bind(grants.Select(static pass => pass.Forward.VendorName))
            .Bind(swept.Select(static one => one.Marks))
            .Bind(swept.Select(static one => one.Words));
    }

    private static byte[] PersonsOf(FencedForward forward) => MemoryMarshal.AsBytes<PersonId>(forward.Persons.ToArray()).ToArray();

    private static (byte[]? Marks, byte[]? Words) SweptOf(FencedForward forward) => forward.Trace is null ? forward.Swept.ToBytes() : (null, null);

    private static PermitRow ReadPermit(PostgresRow row)
    {
        PersonId[] persons = MemoryMarshal.Cast<byte, PersonId>(row.Blob(1)).ToArray();
        SweptIdentifiers swept = row.IsNull(5) ? SweptIdentifiers.None : SweptIdentifiers.Read(row.Blob(5), row.Blob(6));
        return new PermitRow(row.Guid(0), new FencedForward(persons, row.Text(2), row.Text(3), swept), row.Int32(7)) { IsSweptKnown = row.Boolean(4) };
    }

    private static async ValueTask<List<T>> RowsAsync<T>(NpgsqlDataReader reader, Func<T> read, CancellationToken cancellationToken)
    {
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read());
        }

        return rows;
    }

    /// <summary>
    /// Executes statements about one permit each, one after the other: whoever has the row of another replica's permit never waits for a second
    /// one, so that nobody waits in a circle with its holder, who gives back and renews many in one transaction.
    /// </summary>
    private async ValueTask EachAsync(IEnumerable<PostgresCall> calls, CancellationToken cancellationToken)
    {
        foreach (PostgresCall call in calls)
        {
            await ChangeAsync(call, cancellationToken);
        }
    }

    private async ValueTask ChangeAsync(PostgresCall call, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await readers.OpenAsync(cancellationToken);
        bool hasWarned = false;
        void Note(object? sender, NpgsqlNoticeEventArgs told) => hasWarned |= told.Notice.InvariantSeverity == "WARNING";
        connection.Notice += Note;
        try
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using NpgsqlBatch batch = new(connection, transaction);
            batch.BatchCommands.Add(call.Command);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            connection.Notice -= Note;
        }

        if (hasWarned)
        {
            throw new InvalidOperationException("The server committed with a warning: not everybody who should have it has it.");
        }
    }

    private async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await database.OpenPermitsAsync(cancellationToken);
        connection.Notice += (_, told) => _hasWarned |= told.Notice.InvariantSeverity == "WARNING";
        return connection;
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }
}

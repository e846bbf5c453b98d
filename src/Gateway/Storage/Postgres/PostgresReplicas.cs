namespace HmisGateway.Storage.Postgres;

/// <summary>The table <c>replica</c>.</summary>
internal sealed class PostgresReplicas(PostgresWriter writer, PostgresReaders readers) : IReplicaTable
{
    // One that was paused so long that another one took it for ended begins anew where the ledger ends now.
    private static readonly PostgresSql s_beat = new("""
        INSERT INTO replica AS r (id, started_at, beats, settled) SELECT $1, now(), 0, sequence FROM ledger_head WHERE chain = $2
        ON CONFLICT (id) DO UPDATE SET beats = r.beats + 1
        """);

    private static readonly PostgresSql s_list = new("SELECT id, beats, settled FROM replica ORDER BY started_at");
    private static readonly PostgresSql s_settle = new("UPDATE replica SET settled = $2 WHERE id = $1 AND settled < $2");
    private static readonly PostgresSql s_remove = new("DELETE FROM replica WHERE id = $1");

    /// <inheritdoc/>
    public ReplicaId Self { get; } = new(Guid.CreateVersion7());

    /// <summary>Has a statement count as a sign of life of this process.</summary>
    public static PostgresCall Beat(ReplicaId replica) => s_beat.Call().Bind(replica.Value).Bind(PostgresLedgerAppender.Chain);

    /// <inheritdoc/>
    public ValueTask BeatAsync(CancellationToken cancellationToken) => ChangeAsync(Beat(Self), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ReplicaOnFile>> ListAsync(CancellationToken cancellationToken) => await readers.ListAsync(
        s_list.Call(), static row => new ReplicaOnFile(new ReplicaId(row.Guid(0)), row.Int64(1), row.Int64(2)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask SettledAsync(ReplicaId replica, long sequence, CancellationToken cancellationToken) =>
        ChangeAsync(s_settle.Call().Bind(replica.Value).Bind(sequence), cancellationToken);

    /// <inheritdoc/>
    public ValueTask RemoveAsync(ReplicaId replica, CancellationToken cancellationToken) => ChangeAsync(s_remove.Call().Bind(replica.Value), cancellationToken);

    private async ValueTask ChangeAsync(PostgresCall call, CancellationToken cancellationToken) => await writer.WriteAsync(
        call,
        static (session, change, _) =>
        {
            session.Later(change);
            return true;
        },
        cancellationToken);
}

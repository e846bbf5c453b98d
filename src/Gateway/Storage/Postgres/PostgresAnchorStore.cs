using HmisGateway.Ledger;

namespace HmisGateway.Storage.Postgres;

/// <summary>What the ledger's tables answer an anchor.</summary>
internal sealed class PostgresAnchorStore(PostgresWriter writer, PostgresReaders readers) : IAnchorStore
{
    private static readonly PostgresSql s_hash = new("SELECT hash FROM ledger WHERE chain = $1 AND sequence = $2");
    private static readonly PostgresSql s_isMarked = new("SELECT anchored FROM ledger_head WHERE chain = $1");
    private static readonly PostgresSql s_mark = new("UPDATE ledger_head SET anchored = true WHERE chain = $1");

    public ValueTask<byte[]?> ReadHashAsync(long sequence, CancellationToken cancellationToken) => readers.FirstAsync(
        s_hash.Call().Bind(PostgresLedgerAppender.Chain).Bind(sequence), static row => row.Blob(0), cancellationToken);

    public async ValueTask<bool> IsMarkedAsync(CancellationToken cancellationToken) => await readers.ListAsync(
        s_isMarked.Call().Bind(PostgresLedgerAppender.Chain), static row => row.Boolean(0), cancellationToken) is [true, ..];

    public async ValueTask MarkAsync(LedgerEvent evidence, CancellationToken cancellationToken) => await writer.WriteAsync(
        evidence,
        static (session, marked, collected) =>
        {
            session.Later(s_mark.Call().Bind(PostgresLedgerAppender.Chain));
            collected.Add(marked);
            return true;
        },
        cancellationToken);
}

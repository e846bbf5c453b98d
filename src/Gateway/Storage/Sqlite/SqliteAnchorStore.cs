using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <summary>What the ledger's tables answer an anchor.</summary>
internal sealed class SqliteAnchorStore(SqliteWriter writer, SqliteReaderPool readers) : IAnchorStore
{
    private static readonly SqlText s_hash = new("SELECT hash FROM ledger WHERE sequence = ?1");
    private static readonly SqlText s_isMarked = new("SELECT anchored FROM ledger_head WHERE id = 1");
    private static readonly SqlText s_mark = new("UPDATE ledger_head SET anchored = 1 WHERE id = 1");

    public ValueTask<byte[]?> ReadHashAsync(long sequence, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read(sequence, static (session, asked) =>
        {
            using SqliteCall call = session.Call(s_hash).Bind(1, asked);
            return call.Read() ? call.Blob(0).ToArray() : null;
        }));
    }

    public ValueTask<bool> IsMarkedAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read(0, static (session, _) =>
        {
            using SqliteCall call = session.Call(s_isMarked);
            return call.Read() && call.Boolean(0);
        }));
    }

    public async ValueTask MarkAsync(LedgerEvent evidence, CancellationToken cancellationToken) => await writer.WriteAsync(
        evidence,
        static (session, marked, collected) =>
        {
            session.Call(s_mark).Execute();
            collected.Add(marked);
            return true;
        },
        cancellationToken);
}

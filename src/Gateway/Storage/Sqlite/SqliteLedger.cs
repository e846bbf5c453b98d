using System.Runtime.CompilerServices;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The ledger in table <c>ledger</c>.</summary>
internal sealed class SqliteLedger(SqliteWriter writer, SqliteReaderPool readers) : ILedger
{
    private const int PageSize = 256;

    private static readonly SqlText s_readFrom = new("SELECT sequence, entry, hash FROM ledger WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2");
    private static readonly SqlText s_readHead = new("SELECT sequence, hash FROM ledger_head WHERE id = 1");

    public async ValueTask AppendAsync(LedgerEvent evidence, CancellationToken cancellationToken) => await writer.WriteAsync(
        evidence,
        static (_, added, collected) =>
        {
            collected.Add(added);
            return true;
        },
        cancellationToken);

    public void AppendSoon(LedgerEvent evidence) => writer.WriteSoon(evidence);

    public ValueTask<TResult> AppendAtHeadAsync<TResult>(
        Func<long, byte[], (LedgerEvent Evidence, TResult Result)> make, CancellationToken cancellationToken) => writer.WriteAsync(
        make,
        static (session, made, collected) =>
        {
            (long sequence, byte[] hash) = ReadHead(session);
            (LedgerEvent evidence, TResult result) = made(sequence, hash);
            collected.Add(evidence);
            return result;
        },
        cancellationToken);

    public async IAsyncEnumerable<LedgerEntry> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Page by page, so that a long walk keeps no reader and no old view of the database.
        long? from = after == long.MaxValue ? null : after == long.MinValue ? after : after + 1;
        while (from is { } start)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<LedgerEntry> page = readers.Read(start, ReadPage);
            foreach (LedgerEntry entry in page)
            {
                yield return entry;
            }

            from = page.Count < PageSize || page[^1].Sequence == long.MaxValue ? null : page[^1].Sequence + 1;
        }

        await ValueTask.CompletedTask;
    }

    public ValueTask<(long Sequence, byte[] Hash)> ReadHeadAsync(CancellationToken cancellationToken) => new(readers.Read(
        0,
        static (session, _) => ReadHead(session)));

    private static (long Sequence, byte[] Hash) ReadHead(SqliteSession session)
    {
        using SqliteCall call = session.Call(s_readHead);
        return call.Read() ? (call.Int64(0), call.Blob(1).ToArray()) : (0L, LedgerChain.Start.ToArray());
    }

    private static List<LedgerEntry> ReadPage(SqliteSession session, long from)
    {
        List<LedgerEntry> page = new(PageSize);
        using SqliteCall call = session.Call(s_readFrom).Bind(1, from).Bind(2, PageSize);
        while (call.Read())
        {
            page.Add(new LedgerEntry(call.Int64(0), call.Blob(1).ToArray(), call.Blob(2).ToArray()));
        }

        return page;
    }
}

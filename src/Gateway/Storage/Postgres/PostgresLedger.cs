using System.Runtime.CompilerServices;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Postgres;

/// <summary>The ledger in table <c>ledger</c>.</summary>
internal sealed class PostgresLedger(PostgresWriter writer, PostgresReaders readers) : ILedger
{
    private const int PageSize = 256;

    private static readonly PostgresSql s_readFrom = new(
        "SELECT sequence, entry, hash FROM ledger WHERE chain = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3");

    private static readonly PostgresSql s_readHead = new("SELECT sequence, hash FROM ledger_head WHERE chain = $1");

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
            ChainHead head = HeadOf(session.List(ReadHead(), Head));
            (LedgerEvent evidence, TResult result) = made(head.Sequence, head.Hash);
            collected.Add(evidence);
            return result;
        },
        cancellationToken);

    public async IAsyncEnumerable<LedgerEntry> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Page by page, so that a long walk keeps no session and no old view of the database.
        long? from = after == long.MaxValue ? null : after == long.MinValue ? after : after + 1;
        while (from is { } start)
        {
            List<LedgerEntry> page = await readers.ListAsync(
                s_readFrom.Call().Bind(PostgresLedgerAppender.Chain).Bind(start).Bind(PageSize),
                static row => new LedgerEntry(row.Int64(0), row.Blob(1), row.Blob(2)),
                cancellationToken);
            foreach (LedgerEntry entry in page)
            {
                yield return entry;
            }

            from = page.Count < PageSize || page[^1].Sequence == long.MaxValue ? null : page[^1].Sequence + 1;
        }
    }

    public async ValueTask<(long Sequence, byte[] Hash)> ReadHeadAsync(CancellationToken cancellationToken)
    {
        ChainHead head = HeadOf(await readers.ListAsync(ReadHead(), Head, cancellationToken));
        return (head.Sequence, head.Hash);
    }

    private static PostgresCall ReadHead() => s_readHead.Call().Bind(PostgresLedgerAppender.Chain);

    private static ChainHead Head(PostgresRow row) => new(row.Int64(0), row.Blob(1));

    private static ChainHead HeadOf(List<ChainHead> rows) => rows is [ChainHead head, ..] ? head : ChainHead.Start;
}

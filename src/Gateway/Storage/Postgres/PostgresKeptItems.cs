using HmisGateway.Ledger;
using HmisGateway.Offline;

namespace HmisGateway.Storage.Postgres;

/// <summary>The rows of offline items as the ledger's verification sees them.</summary>
internal sealed class PostgresKeptItems(PostgresReaders readers) : IKeptItems
{
    private static readonly PostgresSql s_item = new("SELECT agency_id, status, sealed_details, sealed_content, pieces FROM offline_item WHERE receipt = $1");

    public async ValueTask<KeptItem?> FindAsync(Guid receipt, CancellationToken cancellationToken)
    {
        await using PostgresView view = await readers.OpenViewAsync(cancellationToken);
        List<(string Agency, int Status, byte[] Details, byte[] Content, int Pieces)> items = await view.ListAsync(
            s_item.Call().Bind(receipt), static row => (row.Text(0), row.Int32(1), row.Blob(2), row.Blob(3), row.Int32(4)), cancellationToken);
        if (items is not [var item, ..])
        {
            return null;
        }

        using ItemHash hash = ItemHash.OfCiphertext(item.Details);
        hash.Add(item.Content);
        for (int i = 0; i < item.Pieces; i++)
        {
            // A piece that is missing makes another hash, and the item is named as not what was kept.
            if (await view.FirstAsync(OfflinePieceRows.Find(receipt, i), static row => row.Blob(0), cancellationToken) is not { } piece)
            {
                break;
            }

            hash.Add(piece);
        }

        return new KeptItem(item.Agency, item.Status == (int)OfflineStatus.Erased, hash.Finish());
    }
}

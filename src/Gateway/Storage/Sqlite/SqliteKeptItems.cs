using HmisGateway.Ledger;
using HmisGateway.Offline;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The rows of offline items as the ledger's verification sees them.</summary>
internal sealed class SqliteKeptItems(SqliteReaderPool readers) : IKeptItems
{
    private static readonly SqlText s_item = new("SELECT agency_id, status, sealed_details, sealed_content, pieces FROM offline_item WHERE receipt = ?1");

    public ValueTask<KeptItem?> FindAsync(Guid receipt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read(receipt, static (session, asked) =>
        {
            using SqliteCall call = session.Call(s_item).Bind(1, asked);
            return call.Read()
                ? new KeptItem(call.RepeatedText(0), call.Int32(1) == (int)OfflineStatus.Erased, Hash(session, asked, call.Blob(2), call.Blob(3), call.Int32(4)))
                : null;
        }));
    }

    private static byte[] Hash(SqliteSession session, Guid receipt, ReadOnlySpan<byte> sealedDetails, ReadOnlySpan<byte> sealedContent, int pieces)
    {
        using ItemHash hash = ItemHash.OfCiphertext(sealedDetails);
        hash.Add(sealedContent);
        try
        {
            OfflinePieceRows.Hash(session, receipt, pieces, hash);
        }
        catch (InvalidDataException)
        {
            // A piece is missing: the hash is another one, and the item is named as not what was kept.
        }

        return hash.Finish();
    }
}

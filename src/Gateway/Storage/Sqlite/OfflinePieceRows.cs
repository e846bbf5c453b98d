using HmisGateway.Offline;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The pieces of large contents.</summary>
internal static class OfflinePieceRows
{
    private static readonly SqlText s_add = new("INSERT INTO offline_piece (receipt, number, sealed) VALUES (?1, ?2, ?3)");
    private static readonly SqlText s_read = new("SELECT sealed FROM offline_piece WHERE receipt = ?1 AND number = ?2");
    private static readonly SqlText s_remove = new("DELETE FROM offline_piece WHERE receipt = ?1");
    private static readonly SqlText s_removeOrphans = new(
        "DELETE FROM offline_piece WHERE NOT EXISTS (SELECT 1 FROM offline_item AS i WHERE i.receipt = offline_piece.receipt)");

    /// <summary>Adds a piece.</summary>
    public static void Add(SqliteSession session, Guid receipt, int number, ReadOnlySpan<byte> sealedPiece) =>
        session.Call(s_add).Bind(1, receipt).Bind(2, number).Bind(3, sealedPiece).Execute();

    /// <summary>Reads a piece.</summary>
    /// <exception cref="InvalidDataException">It is missing.</exception>
    public static byte[] Read(SqliteSession session, Guid receipt, int number)
    {
        using SqliteCall call = session.Call(s_read).Bind(1, receipt).Bind(2, number);
        return call.Read() ? call.Blob(0).ToArray() : throw new InvalidDataException($"Piece {number} of the offline item {receipt} is missing. Restore a backup.");
    }

    /// <summary>Removes the pieces of an item.</summary>
    public static void Remove(SqliteSession session, Guid receipt) => session.Call(s_remove).Bind(1, receipt).Execute();

    /// <summary>Removes pieces whose item was never stored: nobody was told of them.</summary>
    public static void RemoveOrphans(SqliteSession session) => session.Call(s_removeOrphans).Execute();

    /// <summary>Adds what is stored of an item to the hash that the ledger commits to.</summary>
    public static void Hash(SqliteSession session, Guid receipt, int pieces, ItemHash hash)
    {
        for (int i = 0; i < pieces; i++)
        {
            hash.Add(Read(session, receipt, i));
        }
    }
}

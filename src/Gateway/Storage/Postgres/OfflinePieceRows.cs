namespace HmisGateway.Storage.Postgres;

/// <summary>The pieces of large contents.</summary>
internal static class OfflinePieceRows
{
    private static readonly PostgresSql s_add = new("INSERT INTO offline_piece (receipt, number, sealed) VALUES ($1, $2, $3)");
    private static readonly PostgresSql s_find = new("SELECT sealed FROM offline_piece WHERE receipt = $1 AND number = $2");
    private static readonly PostgresSql s_remove = new("DELETE FROM offline_piece WHERE receipt = $1");
    private static readonly PostgresSql s_removeOrphans = new(
        "DELETE FROM offline_piece WHERE stored_at < now() - interval '1 day' AND NOT EXISTS (SELECT 1 FROM offline_item AS i WHERE i.receipt = offline_piece.receipt)");

    /// <summary>Adds a piece.</summary>
    public static void Add(PostgresSession session, Guid receipt, int number, byte[] sealedPiece) =>
        session.Later(s_add.Call().Bind(receipt).Bind(number).Bind(sealedPiece));

    /// <summary>Asks for a piece.</summary>
    public static PostgresCall Find(Guid receipt, int number) => s_find.Call().Bind(receipt).Bind(number);

    /// <summary>Removes the pieces of an item.</summary>
    public static void Remove(PostgresSession session, Guid receipt) => session.Later(s_remove.Call().Bind(receipt));

    /// <summary>Removes pieces whose item was never stored: nobody was told of them. Another replica may be storing some right now, so that the last day's stay.</summary>
    public static void RemoveOrphans(PostgresSession session) => session.Later(s_removeOrphans.Call());
}

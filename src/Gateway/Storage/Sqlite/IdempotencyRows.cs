using HmisGateway.Offline;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The <c>Idempotency-Key</c> headers seen lately. Used by the writer only.</summary>
internal static class IdempotencyRows
{
    /// <summary>Old keys go a few at a time, so that no commit waits for a big clean-up: more than come in.</summary>
    private const int Pruned = 8;

    private static readonly SqlText s_prune = new("""
        DELETE FROM idempotency_key WHERE hash IN (SELECT hash FROM idempotency_key WHERE seen_at < ?1 ORDER BY seen_at LIMIT ?2)
        """);

    private static readonly SqlText s_claim = new("""
        INSERT INTO idempotency_key (hash, content, seen_at) VALUES (?1, ?2, ?3)
        ON CONFLICT (hash) DO UPDATE SET content = excluded.content, seen_at = max(seen_at, excluded.seen_at)
        WHERE content = excluded.content OR seen_at < ?4
        """);

    /// <summary>Remembers a key with its content.</summary>
    /// <returns>False when the key came with another content before, within the retention; then nothing was changed.</returns>
    public static bool TryClaim(SqliteSession session, IdempotencyClaim? claim)
    {
        if (claim is not { } wanted)
        {
            return true;
        }

        DateTimeOffset oldest = wanted.SeenAt - IdempotencyClaim.Retention;
        if (session.Call(s_claim).Bind(1, wanted.Key).Bind(2, wanted.Content.Hash).Bind(3, wanted.SeenAt).Bind(4, oldest).Execute() == 0)
        {
            return false;
        }

        session.Call(s_prune).Bind(1, oldest).Bind(2, Pruned).Execute();
        return true;
    }
}

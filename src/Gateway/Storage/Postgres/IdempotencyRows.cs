using HmisGateway.Offline;

namespace HmisGateway.Storage.Postgres;

/// <summary>The <c>Idempotency-Key</c> headers seen lately. Used by the writer only.</summary>
internal static class IdempotencyRows
{
    /// <summary>Old keys go a few at a time, so that no commit waits for a big clean-up: more than come in.</summary>
    private const int Pruned = 8;

    private static readonly PostgresSql s_prune = new("""
        DELETE FROM idempotency_key WHERE hash IN (SELECT hash FROM idempotency_key WHERE seen_at < $1 ORDER BY seen_at LIMIT $2)
        """);

    private static readonly PostgresSql s_claim = new("""
        INSERT INTO idempotency_key AS k (hash, content, seen_at) VALUES ($1, $2, $3)
        ON CONFLICT (hash) DO UPDATE SET content = excluded.content, seen_at = greatest(k.seen_at, excluded.seen_at)
        WHERE k.content = excluded.content OR k.seen_at < $4
        """);

    /// <summary>Remembers a key with its content.</summary>
    /// <returns>False when the key came with another content before, within the retention; then nothing was changed.</returns>
    public static bool TryClaim(PostgresSession session, IdempotencyClaim? claim)
    {
        if (claim is not { } wanted)
        {
            return true;
        }

        DateTimeOffset oldest = wanted.SeenAt - IdempotencyClaim.Retention;
        if (session.Execute(s_claim.Call().Bind(wanted.Key).Bind(wanted.Content.Hash).Bind(wanted.SeenAt).Bind(oldest)) == 0)
        {
            return false;
        }

        session.Later(s_prune.Call().Bind(oldest).Bind(Pruned));
        return true;
    }
}

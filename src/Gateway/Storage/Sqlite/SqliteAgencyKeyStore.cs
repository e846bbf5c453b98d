using HmisGateway.Keys;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <summary>Wrapped agency keys and the values that tell whether the key ring is the right one.</summary>
internal sealed class SqliteAgencyKeyStore(SqliteWriter writer, SqliteReaderPool readers) : IAgencyKeyStore
{
    private static readonly SqlText s_keys = new("SELECT agency_id, kek_id, wrapped_key, created_at FROM agency_key_encryption");
    private static readonly SqlText s_key = new("SELECT agency_id, kek_id, wrapped_key, created_at FROM agency_key_encryption WHERE agency_id = ?1");

    private static readonly SqlText s_addKey = new("""
        INSERT INTO agency_key_encryption (agency_id, kek_id, wrapped_key, created_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (agency_id) DO NOTHING
        """);

    private static readonly SqlText s_rewrap = new("UPDATE agency_key_encryption SET kek_id = ?2, wrapped_key = ?3 WHERE agency_id = ?1");
    private static readonly SqlText s_checks = new("SELECT key_id, purpose, value FROM key_check");

    private static readonly SqlText s_addCheck = new($"""
        INSERT INTO key_check (key_id, purpose, value) SELECT ?1, ?2, ?3
        WHERE NOT EXISTS (SELECT 1 FROM key_check WHERE key_id = ?1 OR (purpose = ?2 AND purpose <> '{KeyPurpose.KeyEncryption}'))
        """);

    private static readonly SqlText s_holdsData = new("""
        SELECT EXISTS (SELECT 1 FROM agency) OR EXISTS (SELECT 1 FROM agency_key_encryption) OR EXISTS (SELECT 1 FROM person)
            OR EXISTS (SELECT 1 FROM offline_item)
        """);

    public ValueTask<KeyStoreContent> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read(0, static (session, _) =>
            new KeyStoreContent(ReadKeys(session.Call(s_keys)), ReadChecks(session), HoldsData(session))));
    }

    public async ValueTask AddChecksAsync(IReadOnlyList<KeyCheck> checks, CancellationToken cancellationToken) => await writer.WriteAsync(
        checks,
        static (SqliteSession session, IReadOnlyList<KeyCheck> added, ICollection<LedgerEvent> _) =>
        {
            foreach (KeyCheck check in added)
            {
                AddCheck(session, check);
            }

            return true;
        },
        cancellationToken);

    public ValueTask<WrappedAgencyKey> AddKeyAsync(WrappedAgencyKey key, CancellationToken cancellationToken) => writer.WriteAsync(
        key,
        static (SqliteSession session, WrappedAgencyKey added, ICollection<LedgerEvent> _) =>
        {
            session.Call(s_addKey).Bind(1, added.AgencyId).Bind(2, added.KekId).Bind(3, added.Wrapped.AsSpan()).Bind(4, added.CreatedAt).Execute();
            return ReadKeys(session.Call(s_key).Bind(1, added.AgencyId))[0];
        },
        cancellationToken);

    public ValueTask<int> RewrapAsync(
        KeyCheck check, Func<WrappedAgencyKey, WrappedAgencyKey> rewrap, Func<int, LedgerEvent> evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (Check: check, Rewrap: rewrap, Evidence: evidence),
        static (session, change, collected) =>
        {
            AddCheck(session, change.Check);
            List<WrappedAgencyKey> keys = ReadKeys(session.Call(s_keys));
            foreach (WrappedAgencyKey key in keys)
            {
                WrappedAgencyKey renewed = change.Rewrap(key);
                session.Call(s_rewrap).Bind(1, renewed.AgencyId).Bind(2, renewed.KekId).Bind(3, renewed.Wrapped.AsSpan()).Execute();
            }

            collected.Add(change.Evidence(keys.Count));
            return keys.Count;
        },
        cancellationToken);

    private static void AddCheck(SqliteSession session, KeyCheck check) =>
        session.Call(s_addCheck).Bind(1, check.KeyId).Bind(2, check.Purpose).Bind(3, check.Value.AsSpan()).Execute();

    private static List<WrappedAgencyKey> ReadKeys(SqliteCall call)
    {
        List<WrappedAgencyKey> keys = [];
        using (call)
        {
            while (call.Read())
            {
                keys.Add(new WrappedAgencyKey(call.Text(0), call.Text(1), call.Blob(2).ToArray(), call.Time(3)));
            }
        }

        return keys;
    }

    private static List<KeyCheck> ReadChecks(SqliteSession session)
    {
        List<KeyCheck> checks = [];
        using SqliteCall call = session.Call(s_checks);
        while (call.Read())
        {
            checks.Add(new KeyCheck(call.Text(0), call.Text(1), call.Blob(2).ToArray()));
        }

        return checks;
    }

    private static bool HoldsData(SqliteSession session)
    {
        using SqliteCall call = session.Call(s_holdsData);
        return call.Read() && call.Boolean(0);
    }
}

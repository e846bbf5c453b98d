using HmisGateway.Keys;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Postgres;

/// <summary>Wrapped agency keys and the values that tell whether the key ring is the right one.</summary>
internal sealed class PostgresAgencyKeyStore(PostgresWriter writer, PostgresReaders readers) : IAgencyKeyStore
{
    private static readonly PostgresSql s_keys = new("SELECT agency_id, kek_id, wrapped_key, created_at FROM agency_key_encryption ORDER BY agency_id");
    private static readonly PostgresSql s_key = new("SELECT agency_id, kek_id, wrapped_key, created_at FROM agency_key_encryption WHERE agency_id = $1");

    private static readonly PostgresSql s_addKey = new("""
        INSERT INTO agency_key_encryption (agency_id, kek_id, wrapped_key, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (agency_id) DO NOTHING
        """);

    private static readonly PostgresSql s_rewrap = new("UPDATE agency_key_encryption SET kek_id = $2, wrapped_key = $3 WHERE agency_id = $1");
    private static readonly PostgresSql s_checks = new("SELECT key_id, purpose, value FROM key_check ORDER BY key_id");

    private static readonly PostgresSql s_addCheck = new($"""
        INSERT INTO key_check (key_id, purpose, value) SELECT $1, $2, $3
        WHERE NOT EXISTS (SELECT 1 FROM key_check WHERE key_id = $1 OR (purpose = $2 AND purpose <> '{KeyPurpose.KeyEncryption}'))
        """);

    private static readonly PostgresSql s_holdsData = new("""
        SELECT EXISTS (SELECT 1 FROM agency) OR EXISTS (SELECT 1 FROM agency_key_encryption) OR EXISTS (SELECT 1 FROM person)
            OR EXISTS (SELECT 1 FROM offline_item)
        """);

    public async ValueTask<KeyStoreContent> ReadAsync(CancellationToken cancellationToken)
    {
        await using PostgresView view = await readers.OpenViewAsync(cancellationToken);
        List<WrappedAgencyKey> keys = await view.ListAsync(s_keys.Call(), ReadKey, cancellationToken);
        List<KeyCheck> checks = await view.ListAsync(s_checks.Call(), static row => new KeyCheck(row.Text(0), row.Text(1), row.Blob(2)), cancellationToken);
        List<bool> holdsData = await view.ListAsync(s_holdsData.Call(), static row => row.Boolean(0), cancellationToken);
        return new KeyStoreContent(keys, checks, holdsData[0]);
    }

    public async ValueTask AddChecksAsync(IReadOnlyList<KeyCheck> checks, CancellationToken cancellationToken) => await writer.WriteAsync(
        checks,
        static (session, added, _) =>
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
        static (session, added, _) =>
        {
            session.Later(s_addKey.Call().Bind(added.AgencyId).Bind(added.KekId).Bind(added.Wrapped).Bind(added.CreatedAt));
            return session.List(s_key.Call().Bind(added.AgencyId), ReadKey)[0];
        },
        cancellationToken);

    public ValueTask<int> RewrapAsync(
        KeyCheck check, Func<WrappedAgencyKey, WrappedAgencyKey> rewrap, Func<int, LedgerEvent> evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (Check: check, Rewrap: rewrap, Evidence: evidence),
        static (session, change, collected) =>
        {
            AddCheck(session, change.Check);
            List<WrappedAgencyKey> keys = session.List(s_keys.Call(), ReadKey);
            foreach (WrappedAgencyKey key in keys)
            {
                WrappedAgencyKey renewed = change.Rewrap(key);
                session.Later(s_rewrap.Call().Bind(renewed.AgencyId).Bind(renewed.KekId).Bind(renewed.Wrapped));
            }

            collected.Add(change.Evidence(keys.Count));
            return keys.Count;
        },
        cancellationToken);

    private static void AddCheck(PostgresSession session, KeyCheck check) =>
        session.Later(s_addCheck.Call().Bind(check.KeyId).Bind(check.Purpose).Bind(check.Value));

    private static WrappedAgencyKey ReadKey(PostgresRow row) => new(row.Text(0), row.Text(1), row.Blob(2), row.Time(3));
}

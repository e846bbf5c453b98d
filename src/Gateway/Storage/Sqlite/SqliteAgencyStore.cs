using HmisGateway.Agencies;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <summary>Agencies, their gateway keys and what else proves them.</summary>
internal sealed partial class SqliteAgencyStore(SqliteWriter writer, SqliteReaderPool readers, TimeProvider time) : IAgencyStore
{
    private static readonly SqlText s_agencies = new("SELECT id, name, type, disabled, created_at, refusal FROM agency ORDER BY id");
    private static readonly SqlText s_liveKeys = new("SELECT agency_id, hash, created_at FROM agency_key WHERE ended_at IS NULL ORDER BY agency_id, id");
    private static readonly SqlText s_exists = new("SELECT 1 FROM agency WHERE id = ?1");
    private static readonly SqlText s_add = new("INSERT INTO agency (id, name, type, disabled, created_at, refusal) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    private static readonly SqlText s_disable = new("UPDATE agency SET disabled = 1 WHERE id = ?1");
    private static readonly SqlText s_addKey = new("INSERT INTO agency_key (agency_id, hash, created_at) VALUES (?1, ?2, ?3)");
    private static readonly SqlText s_endOldKeys = new("""
        UPDATE agency_key SET ended_at = ?2
        WHERE agency_id = ?1 AND ended_at IS NULL
          AND id NOT IN (SELECT id FROM agency_key WHERE agency_id = ?1 ORDER BY id DESC LIMIT 2)
        """);

    public ValueTask<(IReadOnlyList<Agency> Agencies, IReadOnlyList<AgencyKeyRecord> Keys)> ReadAllAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (List<Agency> agencies, List<AgencyKeyRecord> keys) = readers.Read(0, static (session, _) => (ReadAgencies(session), ReadKeys(session)));
        return new((agencies, keys));
    }

    public ValueTask<bool> AddAsync(Agency agency, AgencyKeyRecord key, LedgerEvent evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (Agency: agency, Key: key, Evidence: evidence),
        static (session, added, collected) =>
        {
            if (Exists(session, added.Agency.Id))
            {
                return false;
            }

            Agency agency = added.Agency;
            session.Call(s_add).Bind(1, agency.Id).Bind(2, agency.Name).Bind(3, (long)agency.Type)
                .Bind(4, agency.IsDisabled).Bind(5, agency.CreatedAt).Bind(6, (long)agency.Refusal).Execute();
            AddKey(session, added.Key);
            collected.Add(added.Evidence);
            return true;
        },
        cancellationToken);

    public ValueTask<bool> AddKeyAsync(AgencyKeyRecord key, LedgerEvent evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (Key: key, Now: time.GetUtcNow(), Evidence: evidence),
        static (session, added, collected) =>
        {
            if (!Exists(session, added.Key.AgencyId))
            {
                return false;
            }

            AddKey(session, added.Key);
            session.Call(s_endOldKeys).Bind(1, added.Key.AgencyId).Bind(2, added.Now).Execute();
            collected.Add(added.Evidence);
            return true;
        },
        cancellationToken);

    public ValueTask<bool> DisableAsync(string agencyId, LedgerEvent evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (AgencyId: agencyId, Evidence: evidence),
        static (session, disabled, collected) =>
        {
            if (session.Call(s_disable).Bind(1, disabled.AgencyId).Execute() == 0)
            {
                return false;
            }

            collected.Add(disabled.Evidence);
            return true;
        },
        cancellationToken);

    private static bool Exists(SqliteSession session, string agencyId)
    {
        using SqliteCall call = session.Call(s_exists).Bind(1, agencyId);
        return call.Read();
    }

    private static void AddKey(SqliteSession session, AgencyKeyRecord key) =>
        session.Call(s_addKey).Bind(1, key.AgencyId).Bind(2, key.Hash.AsSpan()).Bind(3, key.CreatedAt).Execute();

    private static List<Agency> ReadAgencies(SqliteSession session)
    {
        List<Agency> agencies = [];
        using SqliteCall call = session.Call(s_agencies);
        while (call.Read())
        {
            agencies.Add(new Agency(call.Text(0), call.Text(1), (AgencyType)call.Int32(2), call.Boolean(3), call.Time(4))
            {
                Refusal = (RefusalShape)call.Int32(5),
            });
        }

        return agencies;
    }

    private static List<AgencyKeyRecord> ReadKeys(SqliteSession session)
    {
        List<AgencyKeyRecord> keys = [];
        using SqliteCall call = session.Call(s_liveKeys);
        while (call.Read())
        {
            keys.Add(new AgencyKeyRecord(call.Text(0), call.Blob(1).ToArray(), call.Time(2)));
        }

        return keys;
    }
}

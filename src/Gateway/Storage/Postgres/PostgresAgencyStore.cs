using HmisGateway.Agencies;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Postgres;

/// <summary>Agencies, their gateway keys and what else proves them.</summary>
internal sealed partial class PostgresAgencyStore(PostgresWriter writer, PostgresReaders readers, TimeProvider time) : IAgencyStore
{
    private static readonly PostgresSql s_agencies = new("SELECT id, name, type, disabled, created_at, refusal FROM agency ORDER BY id");
    private static readonly PostgresSql s_liveKeys = new("SELECT agency_id, hash, created_at FROM agency_key WHERE ended_at IS NULL ORDER BY agency_id, id");
    private static readonly PostgresSql s_exists = new("SELECT 1::bigint FROM agency WHERE id = $1");
    private static readonly PostgresSql s_add = new("INSERT INTO agency (id, name, type, disabled, created_at, refusal) VALUES ($1, $2, $3, $4, $5, $6)");
    private static readonly PostgresSql s_disable = new("UPDATE agency SET disabled = true WHERE id = $1");
    private static readonly PostgresSql s_addKey = new("INSERT INTO agency_key (agency_id, hash, created_at) VALUES ($1, $2, $3)");
    private static readonly PostgresSql s_endOldKeys = new("""
        UPDATE agency_key SET ended_at = $2
        WHERE agency_id = $1 AND ended_at IS NULL
          AND id NOT IN (SELECT id FROM agency_key WHERE agency_id = $1 ORDER BY id DESC LIMIT 2)
        """);

    public async ValueTask<(IReadOnlyList<Agency> Agencies, IReadOnlyList<AgencyKeyRecord> Keys)> ReadAllAsync(CancellationToken cancellationToken)
    {
        await using PostgresView view = await readers.OpenViewAsync(cancellationToken);
        List<Agency> agencies = await view.ListAsync(s_agencies.Call(), ReadAgency, cancellationToken);
        List<AgencyKeyRecord> keys = await view.ListAsync(
            s_liveKeys.Call(), static row => new AgencyKeyRecord(row.Text(0), row.Blob(1), row.Time(2)), cancellationToken);
        return (agencies, keys);
    }

    public ValueTask<bool> AddAsync(Agency agency, AgencyKeyRecord key, LedgerEvent evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (Agency: agency, Key: key, Evidence: evidence),
        static (session, added, collected) =>
        {
            if (Exists(session, added.Agency.Id))
            {
                return false;
            }

            session.ChangesAgencies = true;
            Agency agency = added.Agency;
            session.Later(s_add.Call().Bind(agency.Id).Bind(agency.Name).Bind((int)agency.Type)
                .Bind(agency.IsDisabled).Bind(agency.CreatedAt).Bind((int)agency.Refusal));
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

            session.ChangesAgencies = true;
            AddKey(session, added.Key);
            session.Later(s_endOldKeys.Call().Bind(added.Key.AgencyId).Bind(added.Now));
            collected.Add(added.Evidence);
            return true;
        },
        cancellationToken);

    public ValueTask<bool> DisableAsync(string agencyId, LedgerEvent evidence, CancellationToken cancellationToken) =>
        ChangeAsync(() => s_disable.Call().Bind(agencyId), evidence, cancellationToken);

    /// <summary>Executes a statement on one row; false, and no evidence, when there is none.</summary>
    private ValueTask<bool> ChangeAsync(Func<PostgresCall> call, LedgerEvent evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (Call: call, Evidence: evidence),
        static (session, change, collected) =>
        {
            if (session.Execute(change.Call()) == 0)
            {
                return false;
            }

            session.ChangesAgencies = true;
            collected.Add(change.Evidence);
            return true;
        },
        cancellationToken);

    private static bool Exists(PostgresSession session, string agencyId) => session.Int64(s_exists.Call().Bind(agencyId)) is not null;

    private static void AddKey(PostgresSession session, AgencyKeyRecord key) =>
        session.Later(s_addKey.Call().Bind(key.AgencyId).Bind(key.Hash).Bind(key.CreatedAt));

    private static Agency ReadAgency(PostgresRow row) => new(row.Text(0), row.Text(1), (AgencyType)row.Int32(2), row.Boolean(3), row.Time(4))
    {
        Refusal = (RefusalShape)row.Int32(5),
    };
}

using HmisGateway.Agencies;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Postgres;

/// <content>Certificates, vendor credentials and settings.</content>
internal sealed partial class PostgresAgencyStore
{
    private static readonly PostgresSql s_proofs = new(
        "SELECT kind, hash, agency_id, subject, created_at, ends_at FROM agency_proof ORDER BY agency_id, kind, created_at, hash");

    private static readonly PostgresSql s_hasProof = new("SELECT 1::bigint FROM agency_proof WHERE kind = $1 AND hash = $2");
    private static readonly PostgresSql s_addProof = new(
        "INSERT INTO agency_proof (kind, hash, agency_id, subject, created_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)");

    private static readonly PostgresSql s_removeProof = new("DELETE FROM agency_proof WHERE kind = $1 AND hash = $2 AND agency_id = $3");
    private static readonly PostgresSql s_setRefusal = new("UPDATE agency SET refusal = $2 WHERE id = $1");

    public async ValueTask<IReadOnlyList<AgencyProof>> ReadProofsAsync(CancellationToken cancellationToken) => await readers.ListAsync(
        s_proofs.Call(),
        static row => new AgencyProof((AgencyProofKind)row.Int32(0), row.Blob(1), row.Text(2), row.Text(3), row.Time(4), row.TimeOrNull(5)),
        cancellationToken);

    public ValueTask<bool> AddProofAsync(AgencyProof proof, LedgerEvent evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (Proof: proof, Evidence: evidence),
        static (session, added, collected) =>
        {
            AgencyProof proof = added.Proof;
            if (!Exists(session, proof.AgencyId) || session.Int64(s_hasProof.Call().Bind((int)proof.Kind).Bind(proof.Hash)) is not null)
            {
                return false;
            }

            session.ChangesAgencies = true;
            session.Later(s_addProof.Call().Bind((int)proof.Kind).Bind(proof.Hash).Bind(proof.AgencyId).Bind(proof.Subject)
                .Bind(proof.CreatedAt).Bind(proof.EndsAt));
            collected.Add(added.Evidence);
            return true;
        },
        cancellationToken);

    public ValueTask<bool> RemoveProofAsync(AgencyProof proof, LedgerEvent evidence, CancellationToken cancellationToken) =>
        ChangeAsync(() => s_removeProof.Call().Bind((int)proof.Kind).Bind(proof.Hash).Bind(proof.AgencyId), evidence, cancellationToken);

    public ValueTask<bool> SetRefusalAsync(string agencyId, RefusalShape refusal, LedgerEvent evidence, CancellationToken cancellationToken) =>
        ChangeAsync(() => s_setRefusal.Call().Bind(agencyId).Bind((int)refusal), evidence, cancellationToken);
}

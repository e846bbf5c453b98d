using HmisGateway.Agencies;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <content>Certificates, vendor credentials and settings.</content>
internal sealed partial class SqliteAgencyStore
{
    private static readonly SqlText s_proofs = new(
        "SELECT kind, hash, agency_id, subject, created_at, ends_at FROM agency_proof ORDER BY agency_id, kind, created_at, hash");

    private static readonly SqlText s_hasProof = new("SELECT 1 FROM agency_proof WHERE kind = ?1 AND hash = ?2");
    private static readonly SqlText s_addProof = new(
        "INSERT INTO agency_proof (kind, hash, agency_id, subject, created_at, ends_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

    private static readonly SqlText s_removeProof = new("DELETE FROM agency_proof WHERE kind = ?1 AND hash = ?2 AND agency_id = ?3");
    private static readonly SqlText s_setRefusal = new("UPDATE agency SET refusal = ?2 WHERE id = ?1");

    public ValueTask<IReadOnlyList<AgencyProof>> ReadProofsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read(0, static (session, _) => ReadProofs(session)));
    }

    public ValueTask<bool> AddProofAsync(AgencyProof proof, LedgerEvent evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (Proof: proof, Evidence: evidence),
        static (session, added, collected) =>
        {
            AgencyProof proof = added.Proof;
            if (!Exists(session, proof.AgencyId) || HasProof(session, proof))
            {
                return false;
            }

            session.Call(s_addProof).Bind(1, (long)proof.Kind).Bind(2, proof.Hash.AsSpan()).Bind(3, proof.AgencyId).Bind(4, proof.Subject)
                .Bind(5, proof.CreatedAt).Bind(6, proof.EndsAt).Execute();
            collected.Add(added.Evidence);
            return true;
        },
        cancellationToken);

    public ValueTask<bool> RemoveProofAsync(AgencyProof proof, LedgerEvent evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (Proof: proof, Evidence: evidence),
        static (session, removed, collected) =>
        {
            AgencyProof proof = removed.Proof;
            if (session.Call(s_removeProof).Bind(1, (long)proof.Kind).Bind(2, proof.Hash.AsSpan()).Bind(3, proof.AgencyId).Execute() == 0)
            {
                return false;
            }

            collected.Add(removed.Evidence);
            return true;
        },
        cancellationToken);

    public ValueTask<bool> SetRefusalAsync(string agencyId, RefusalShape refusal, LedgerEvent evidence, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            (AgencyId: agencyId, Refusal: refusal, Evidence: evidence),
            static (session, set, collected) =>
            {
                if (session.Call(s_setRefusal).Bind(1, set.AgencyId).Bind(2, (long)set.Refusal).Execute() == 0)
                {
                    return false;
                }

                collected.Add(set.Evidence);
                return true;
            },
            cancellationToken);

    private static bool HasProof(SqliteSession session, AgencyProof proof)
    {
        using SqliteCall call = session.Call(s_hasProof).Bind(1, (long)proof.Kind).Bind(2, proof.Hash.AsSpan());
        return call.Read();
    }

    private static List<AgencyProof> ReadProofs(SqliteSession session)
    {
        List<AgencyProof> proofs = [];
        using SqliteCall call = session.Call(s_proofs);
        while (call.Read())
        {
            proofs.Add(new AgencyProof(
                (AgencyProofKind)call.Int32(0),
                call.Blob(1).ToArray(),
                call.Text(2),
                call.Text(3),
                call.Time(4),
                call.IsNull(5) ? null : call.Time(5)));
        }

        return proofs;
    }
}

using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Postgres;

/// <summary>The signed copies of forms.</summary>
internal sealed class PostgresRoiDocumentStore(PostgresWriter writer, PostgresReaders readers) : IRoiDocumentStore
{
    private static readonly PostgresSql s_last = new("SELECT coalesce(max(number), 0)::bigint FROM roi_document WHERE client = $1 AND version = $2");

    private static readonly PostgresSql s_add = new("""
        INSERT INTO roi_document (client, version, number, agency_id, stored_at, bytes, wrapped_key, sealed_details, sealed_content)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """);

    private static readonly PostgresSql s_mark = new("""
        UPDATE roi SET has_document = true
        WHERE person = (SELECT person FROM client WHERE hash = $1) AND client = $1 AND version = $2 AND agency_id = $3
        """);

    private static readonly PostgresSql s_read = new("""
        SELECT number, stored_at, bytes, wrapped_key, sealed_details, sealed_content FROM roi_document
        WHERE client = $1 AND version = $2 AND agency_id = $3 AND ($4 IS NULL OR number = $4) ORDER BY number DESC LIMIT 1
        """);

    public ValueTask<bool> StoreAsync(RoiDocument document, LedgerEvent evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (Document: document, Evidence: evidence),
        static (session, stored, collected) =>
        {
            RoiDocument document = stored.Document;
            if (document.Number != session.Int64(s_last.Call().Bind(document.Client.Hash).Bind(document.Version)) + 1)
            {
                return false;
            }

            Store(session, document);
            collected.Add(stored.Evidence);
            return true;
        },
        cancellationToken);

    public ValueTask<RoiDocument?> ReadAsync(
        string agencyId, Pseudonym client, int version, int? number, CancellationToken cancellationToken) => readers.FirstAsync(
        s_read.Call().Bind(client.Hash).Bind(version).Bind(agencyId).Bind(number),
        row => new RoiDocument
        {
            AgencyId = agencyId,
            Client = client,
            Version = version,
            Number = row.Int32(0),
            StoredAt = row.Time(1),
            Bytes = row.Int64(2),
            WrappedKey = row.Blob(3),
            SealedDetails = row.Blob(4),
            SealedContent = row.Blob(5),
        },
        cancellationToken);

    private static void Store(PostgresSession session, RoiDocument document)
    {
        session.Later(s_add.Call().Bind(document.Client.Hash).Bind(document.Version).Bind(document.Number).Bind(document.AgencyId)
            .Bind(document.StoredAt).Bind(document.Bytes).Bind(document.WrappedKey)
            .Bind(document.SealedDetails).Bind(document.SealedContent));
        if (session.Execute(s_mark.Call().Bind(document.Client.Hash).Bind(document.Version).Bind(document.AgencyId)) != 1)
        {
            throw new InvalidOperationException("The form of a signed copy is not on file.");
        }
    }
}

using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;

namespace HmisGateway.Storage.Sqlite;

/// <summary>The signed copies of forms.</summary>
internal sealed class SqliteRoiDocumentStore(SqliteWriter writer, SqliteReaderPool readers) : IRoiDocumentStore
{
    private static readonly SqlText s_last = new("SELECT max(number) FROM roi_document WHERE client = ?1 AND version = ?2");

    private static readonly SqlText s_add = new("""
        INSERT INTO roi_document (client, version, number, agency_id, stored_at, bytes, wrapped_key, sealed_details, sealed_content)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """);

    private static readonly SqlText s_mark = new("""
        UPDATE roi SET has_document = 1
        WHERE person = (SELECT person FROM client WHERE hash = ?1) AND client = ?1 AND version = ?2 AND agency_id = ?3
        """);

    private static readonly SqlText s_read = new("""
        SELECT number, stored_at, bytes, wrapped_key, sealed_details, sealed_content FROM roi_document
        WHERE client = ?1 AND version = ?2 AND agency_id = ?3 AND (?4 IS NULL OR number = ?4) ORDER BY number DESC LIMIT 1
        """);

    public ValueTask<bool> StoreAsync(RoiDocument document, LedgerEvent evidence, CancellationToken cancellationToken) => writer.WriteAsync(
        (Document: document, Evidence: evidence),
        static (session, stored, collected) =>
        {
            if (stored.Document.Number != Last(session, stored.Document) + 1)
            {
                return false;
            }

            Store(session, stored.Document);
            collected.Add(stored.Evidence);
            return true;
        },
        cancellationToken);

    public ValueTask<RoiDocument?> ReadAsync(
        string agencyId, Pseudonym client, int version, int? number, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(readers.Read((agencyId, client, version, number), static (session, asked) =>
        {
            using SqliteCall call = session.Call(s_read).Bind(1, asked.client.Hash).Bind(2, asked.version).Bind(3, asked.agencyId).Bind(4, asked.number);
            return call.Read() ? Read(call, asked.agencyId, asked.client, asked.version) : null;
        }));
    }

    private static RoiDocument Read(in SqliteCall call, string agencyId, Pseudonym client, int version) => new()
    {
        AgencyId = agencyId,
        Client = client,
        Version = version,
        Number = call.Int32(0),
        StoredAt = call.Time(1),
        Bytes = call.Int64(2),
        WrappedKey = call.Blob(3).ToArray(),
        SealedDetails = call.Blob(4).ToArray(),
        SealedContent = call.Blob(5).ToArray(),
    };

    private static int Last(SqliteSession session, RoiDocument document)
    {
        using SqliteCall call = session.Call(s_last).Bind(1, document.Client.Hash).Bind(2, document.Version);
        return call.Read() ? call.Int32(0) : 0;
    }

    private static void Store(SqliteSession session, RoiDocument document)
    {
        session.Call(s_add).Bind(1, document.Client.Hash).Bind(2, document.Version).Bind(3, document.Number).Bind(4, document.AgencyId)
            .Bind(5, document.StoredAt).Bind(6, document.Bytes).Bind(7, document.WrappedKey.AsSpan())
            .Bind(8, document.SealedDetails.AsSpan()).Bind(9, document.SealedContent.AsSpan()).Execute();
        if (session.Call(s_mark).Bind(1, document.Client.Hash).Bind(2, document.Version).Bind(3, document.AgencyId).Execute() != 1)
        {
            throw new InvalidOperationException("The form of a signed copy is not on file.");
        }
    }
}

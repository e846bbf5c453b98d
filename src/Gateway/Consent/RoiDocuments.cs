using System.Globalization;
using HmisGateway.Agencies;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>Stores and opens the signed copies of an agency's forms. A copy is never overwritten: a correction is a further one.</summary>
internal sealed class RoiDocuments(
    IConsentRegistry registry,
    IRoiDocumentStore store,
    FencedDocuments fenced,
    RoiDocumentSealer sealer,
    ILedger ledger,
    IPersonDirectory persons,
    Pseudonymizer pseudonymizer,
    IKeyRing keys,
    RoiCalendar calendar)
{
    private const int MaxTries = 3;

    /// <summary>Stores the signed copy of a form; the same copy again changes nothing.</summary>
    /// <param name="agencyId">Whose form.</param>
    /// <param name="clientId">The agency's own client id.</param>
    /// <param name="version">The version of the form.</param>
    /// <param name="contentType">The media type of the copy.</param>
    /// <param name="content">The copy.</param>
    /// <param name="actor">Who stores it; the reason <see cref="ActorReason.Correction"/> adds a copy beside another one.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<RoiDocumentOutcome> StoreAsync(
        string agencyId, string clientId, int version, string contentType, ReadOnlyMemory<byte> content, Actor actor, CancellationToken cancellationToken)
    {
        if (await FindFormAsync(agencyId, clientId, version, cancellationToken) is not { } client)
        {
            return new RoiDocumentOutcome.NoForm();
        }

        RoiDocumentDetails details = new() { ContentType = contentType, Actor = actor.Name, Reason = actor.Reason?.ToWord(), Note = actor.Note };
        for (int i = 0; i < MaxTries; i++)
        {
            RoiDocument? last = await store.ReadAsync(agencyId, client, version, number: null, cancellationToken);
            if (last is not null && IsSame(last, contentType, content.Span))
            {
                return new RoiDocumentOutcome.Stored(version, last.Number, last.StoredAt, last.Bytes, contentType, DrainResult.None);
            }

            if (last is not null && actor.Reason != ActorReason.Correction)
            {
                return new RoiDocumentOutcome.AnotherOnFile();
            }

            RoiDocument place = new()
            {
                AgencyId = agencyId,
                Client = client,
                Version = version,
                Number = (last?.Number ?? 0) + 1,
                StoredAt = calendar.Now,
                Bytes = content.Length,
                WrappedKey = [],
                SealedDetails = [],
                SealedContent = [],
            };
            SealedDocument sealedDocument = sealer.Seal(place, details, content.Span);
            (bool isStored, DrainResult drained) = await fenced.StoreAsync(
                sealedDocument.Document, person => EvidenceOf(sealedDocument, person, actor), cancellationToken);
            if (isStored)
            {
                return new RoiDocumentOutcome.Stored(version, place.Number, place.StoredAt, content.Length, contentType, drained);
            }
        }

        throw new InvalidOperationException("Other copies of the form were stored each time that this one was.");
    }

    /// <summary>Opens a signed copy. Who asked and why is durable in the ledger before anything is opened.</summary>
    /// <param name="agencyId">Whose form.</param>
    /// <param name="clientId">The agency's own client id.</param>
    /// <param name="version">The version of the form.</param>
    /// <param name="number">Which copy; null for the latest.</param>
    /// <param name="actor">Who asks; name and reason are required.</param>
    /// <param name="cancellationToken">Cancels before the ledger entry.</param>
    /// <returns>The copy; null when there is none.</returns>
    /// <exception cref="ArgumentException">The actor's name or reason is missing.</exception>
    public async Task<RoiDocumentContent?> RevealAsync(
        string agencyId, string clientId, int version, int? number, Actor actor, CancellationToken cancellationToken)
    {
        if (actor is not { Name: not null, Reason: not null })
        {
            throw new ArgumentException("A reveal needs a named actor and a reason.", nameof(actor));
        }

        if (await FindFormAsync(agencyId, clientId, version, cancellationToken) is not { } client
            || await store.ReadAsync(agencyId, client, version, number, cancellationToken) is not { } document)
        {
            return null;
        }

        PersonSnapshot snapshot = await persons.LookUpAsync([client], cancellationToken);
        List<KeyValuePair<string, string>> values = ValuesOf(document, snapshot.Persons[client][0]);
        await ledger.AppendAsync(
            ActorEvidence.EventOf(LedgerEventKind.Revealed, values, agencyId, actor, pseudonymizer, keys), cancellationToken);
        (RoiDocumentDetails details, byte[] content) = sealer.Open(document);
        return new RoiDocumentContent(content, details.ContentType, document.Number);
    }

    private async Task<Pseudonym?> FindFormAsync(string agencyId, string clientId, int version, CancellationToken cancellationToken)
    {
        if (!ClientIdSyntax.IsValid(clientId))
        {
            return null;
        }

        Pseudonym client = pseudonymizer.OfAgencyClient(agencyId, clientId);
        return (await registry.ReadOwnAsync(agencyId, client, cancellationToken)).Any(form => form.Version == version) ? client : null;
    }

    private bool IsSame(RoiDocument document, string contentType, ReadOnlySpan<byte> content)
    {
        if (document.Bytes != content.Length)
        {
            return false;
        }

        (RoiDocumentDetails details, byte[] onFile) = sealer.Open(document);
        return details.ContentType == contentType && content.SequenceEqual(onFile);
    }

    private LedgerEvent EvidenceOf(SealedDocument sealedDocument, PersonId person, Actor actor)
    {
        List<KeyValuePair<string, string>> values = ValuesOf(sealedDocument.Document, person);
        values.Add(KeyValuePair.Create("digest", Convert.ToHexStringLower(sealedDocument.Digest)));
        values.Add(KeyValuePair.Create("ciphertext", Convert.ToHexStringLower(sealedDocument.CiphertextHash)));

        // Name and note are sealed with the copy.
        ActorEvidence.AddTo(values, sealedDocument.Document.AgencyId, actor, pseudonymizer);
        return new LedgerEvent(LedgerEventKind.RoiDocumentStored, values);
    }

    private List<KeyValuePair<string, string>> ValuesOf(RoiDocument document, PersonId person) =>
    [
        KeyValuePair.Create("agency", document.AgencyId),
        KeyValuePair.Create("client", pseudonymizer.PerAgency(document.AgencyId, person)),
        KeyValuePair.Create("version", document.Version.ToString(CultureInfo.InvariantCulture)),
        KeyValuePair.Create("copy", document.Number.ToString(CultureInfo.InvariantCulture)),
    ];
}

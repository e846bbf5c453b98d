using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Telemetry;

namespace HmisGateway.Offline;

/// <summary>Shows an agency its offline items. Another agency's receipts answer like receipts that do not exist.</summary>
internal sealed class OfflineItemReader(
    IOfflineQueue queue, IConsentRegistry registry, ItemSealer sealer, OfflineContents contents, ILedger ledger, Pseudonymizer pseudonymizer, IKeyRing keys)
{
    private const int MaxCodeLength = 64;
    private const int MaxParts = 1_000;

    /// <summary>Lists items, oldest first, without their content.</summary>
    public async Task<OfflineListing> ListAsync(string agencyId, OfflineFilter filter, CancellationToken cancellationToken)
    {
        List<FieldProblem> problems = [];
        OfflineQuery query = ReadFilter(agencyId, filter, problems);
        if (problems.Count > 0)
        {
            return new OfflineListing.Invalid(problems);
        }

        // One more than asked for tells whether there is another page.
        IReadOnlyList<OfflineItem> items = await queue.ListAsync(query with { Limit = query.Limit + 1 }, cancellationToken);
        List<OfflineItemView> views = new(items.Count);
        foreach (OfflineItem item in items.Take(query.Limit))
        {
            views.Add(await ViewAsync(item, OpenDetails(item), cancellationToken));
        }

        return new OfflineListing.Page(
            views,
            items.Count > query.Limit ? OfflineCursor.Write(items[query.Limit - 1].Receipt) : null);
    }

    /// <summary>Shows one item without its content, or null.</summary>
    public async Task<OfflineItemView?> ShowAsync(string agencyId, Guid receipt, CancellationToken cancellationToken)
    {
        if (await queue.ReadAsync(agencyId, receipt, cancellationToken) is not { } item)
        {
            return null;
        }

        OfflineDetails? details = OpenDetails(item);
        return await ViewAsync(item, details, cancellationToken) with
        {
            AttemptList = await queue.ListAttemptsAsync(agencyId, receipt, cancellationToken),
            Method = details is { IsContentMissing: false } ? details.Method : null,
            ContentType = details?.ContentType,
            ContentEncoding = details?.ContentEncoding,
            Vendor = details?.Vendor,
            Warning = details?.Warning,
            Parts = details is { IsSplit: true } ? await PartsAsync(agencyId, receipt, cancellationToken) : null,
        };
    }

    /// <summary>Opens the content of an item. Who asked and why is durable in the ledger before anything is opened.</summary>
    /// <param name="agencyId">Whose item.</param>
    /// <param name="receipt">Which item.</param>
    /// <param name="actor">Who asks; name and reason are required.</param>
    /// <param name="cancellationToken">Cancels before the ledger entry.</param>
    /// <returns>The content; null when there is no such item, or its content was erased or never kept.</returns>
    /// <exception cref="ArgumentException">The actor's name or reason is missing.</exception>
    public async Task<OfflineContent?> RevealAsync(string agencyId, Guid receipt, Actor actor, CancellationToken cancellationToken)
    {
        if (actor is not { Name: not null, Reason: not null })
        {
            throw new ArgumentException("A reveal needs a named actor and a reason.", nameof(actor));
        }

        if (await queue.ReadAsync(agencyId, receipt, cancellationToken) is not { Status: not OfflineStatus.Erased } item
            || OpenDetails(item) is { IsContentMissing: true })
        {
            return null;
        }

        List<KeyValuePair<string, string>> values =
            [KeyValuePair.Create("agency", agencyId), KeyValuePair.Create("receipt", receipt.ToString())];
        await ledger.AppendAsync(
            ActorEvidence.EventOf(LedgerEventKind.Revealed, values, agencyId, actor, pseudonymizer, keys), cancellationToken);
        return await contents.OpenAsync(item, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<OfflinePart>> PartsAsync(string agencyId, Guid receipt, CancellationToken cancellationToken)
    {
        List<OfflinePart> parts = [];
        foreach (OfflineItem part in await queue.ListPartsAsync(agencyId, receipt, after: null, MaxParts, cancellationToken))
        {
            parts.Add(new OfflinePart(part.Receipt, part.Code, part.Status.ToWire(), OpenDetails(part)?.ClientIds ?? [], part.Bytes));
        }

        return parts;
    }

    private async ValueTask<OfflineItemView> ViewAsync(OfflineItem item, OfflineDetails? details, CancellationToken cancellationToken) => new()
    {
        Receipt = item.Receipt,
        ReceivedAt = item.ReceivedAt,
        Code = item.Code,
        LockedAttempt = item.LockedAttempt,
        RecordKinds = item.RecordKinds,
        Status = item.Status.ToWire(),
        Clients = details is null ? [] : await ClientIdsAsync(item, details, cancellationToken),
        Attempts = item.Attempts,
        Bytes = item.Bytes,
        PartOf = item.Parent,
        Preserved = details is { IsContentMissing: true } ? false : null,
    };

    /// <summary>The clients that were known when the item was stored are sealed in it; a later attempt may have known more.</summary>
    private async ValueTask<IReadOnlyList<string>> ClientIdsAsync(OfflineItem item, OfflineDetails details, CancellationToken cancellationToken)
    {
        if (item.Clients.Count == details.ClientIds.Count)
        {
            return details.ClientIds;
        }

        IEnumerable<string> recorded = (await registry.ReadClientIdsAsync(item.AgencyId, item.Clients, cancellationToken))
            .Select(sealedId => Encoding.UTF8.GetString(keys.Open(item.AgencyId, RoiEntryBuilder.ClientIdContext, sealedId)));
        return [.. details.ClientIds.Union(recorded, StringComparer.Ordinal)];
    }

    private OfflineDetails? OpenDetails(OfflineItem item) =>
        item.Status == OfflineStatus.Erased ? null : OfflineDetails.Read(sealer.OpenDetails(item));

    private OfflineQuery ReadFilter(string agencyId, OfflineFilter filter, List<FieldProblem> problems)
    {
        Guid after = default;
        if (filter.After is { } cursor && !OfflineCursor.TryRead(cursor, out after))
        {
            problems.Add(new("after", "Write the nextCursor of the page before, or leave it out."));
        }

        if (filter.Limit is < 1 or > OfflineFilter.MaxLimit)
        {
            problems.Add(new("limit", "Write a number from 1 to 500."));
        }

        if (filter.Client is { } client && !ClientIdSyntax.IsValid(client))
        {
            problems.Add(new("client", $"The client id must be {ClientIdSyntax.Rule}."));
        }

        if (filter.Code is { } code && (code.Length is 0 or > MaxCodeLength || code.Any(static c => c is not ((>= 'a' and <= 'z') or '_'))))
        {
            problems.Add(new("code", "Write a code as the answers show it, e.g. no_sharing."));
        }

        OfflineStatus? status = OfflineStatusWords.Parse(filter.Status);
        if (filter.Status is not null && status is null)
        {
            problems.Add(new("status", $"Write {OfflineStatusWords.All}."));
        }

        return new OfflineQuery(
            agencyId,
            filter.After is null ? null : after,
            filter.Limit,
            filter.Client is null ? null : pseudonymizer.OfAgencyClient(agencyId, filter.Client),
            filter.Code,
            status);
    }
}

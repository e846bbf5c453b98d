using HmisGateway.Offline;

namespace HmisGateway.Management;

/// <summary>An offline item opened for somebody whom the ledger names. Personal data.</summary>
internal sealed record RevealedItem
{
    /// <summary>What stands in clear.</summary>
    public required OfflineSummary Item { get; init; }

    /// <summary>The agency's own ids of the clients it is about.</summary>
    public required IReadOnlyList<string> ClientIds { get; init; }

    /// <summary>The vendor it was meant for, or null.</summary>
    public string? Vendor { get; init; }

    /// <summary>The request method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query exactly as they were received.</summary>
    public required string Target { get; init; }

    /// <summary>The original content type, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The original content encoding, or null; the content is encoded.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The other headers, without credentials.</summary>
    public required IReadOnlyList<OfflineHeader> Headers { get; init; }

    /// <summary>The original body, byte for byte.</summary>
    public required byte[] Content { get; init; }

    /// <summary>An item and its opened content.</summary>
    public static async Task<RevealedItem> OfAsync(OfflineItemView item, OfflineContent opened, CancellationToken cancellationToken) => new()
    {
        Item = OfflineSummary.Of(item),
        ClientIds = item.Clients,
        Vendor = opened.Details.Vendor,
        Method = opened.Details.Method,
        Target = opened.Details.Target,
        ContentType = opened.Details.ContentType,
        ContentEncoding = opened.Details.ContentEncoding,
        Headers = opened.Details.Headers,
        Content = await opened.ToArrayAsync(cancellationToken),
    };

    /// <summary>The receipt only.</summary>
    public override string ToString() => Item.Receipt.ToString();
}

using HmisGateway.Management;
using HmisGateway.Offline;

namespace HmisGateway.Cli;

/// <summary>One line of <c>index.jsonl</c> of an export. Personal data.</summary>
/// <param name="Item">What stands in clear.</param>
/// <param name="ClientIds">The agency's own ids of the clients it is about.</param>
/// <param name="Vendor">The vendor it was meant for.</param>
/// <param name="Method">The request method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="ContentType">The original content type.</param>
/// <param name="ContentEncoding">The original content encoding.</param>
/// <param name="Headers">The other headers, without credentials.</param>
/// <param name="File">The file with the content, in the same folder.</param>
internal sealed record ExportIndexEntry(
    OfflineSummary Item,
    IReadOnlyList<string> ClientIds,
    string? Vendor,
    string Method,
    string Target,
    string? ContentType,
    string? ContentEncoding,
    IReadOnlyList<OfflineHeader> Headers,
    string File)
{
    /// <summary>The receipt only.</summary>
    public override string ToString() => Item.Receipt.ToString();
}

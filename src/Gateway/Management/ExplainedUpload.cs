using HmisGateway.Pipeline.Bulk;
using HmisGateway.Telemetry;

namespace HmisGateway.Management;

/// <summary>What would happen to the rows of an upload.</summary>
/// <param name="RowsForwarded">How many would be sent.</param>
/// <param name="RowsKept">How many would be taken out and kept.</param>
/// <param name="ClientsKept">For how many clients all rows would be kept, by code.</param>
internal sealed record ExplainedUpload(long RowsForwarded, long RowsKept, IReadOnlyDictionary<string, int> ClientsKept)
{
    /// <summary>Explains an upload that was taken apart.</summary>
    public static ExplainedUpload Of(UploadSplit split) => new(
        split.ForwardedRows,
        split.Removed.Count,
        new SortedDictionary<string, int>(
            split.Clients.Diverted.GroupBy(client => split.Clients.DivertOf(client)!.Code.ToWire()).ToDictionary(static code => code.Key, static code => code.Count()),
            StringComparer.Ordinal));
}

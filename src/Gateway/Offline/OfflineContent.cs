namespace HmisGateway.Offline;

/// <summary>The content of an offline item, opened for somebody whom the ledger names.</summary>
/// <param name="Body">The original body, byte for byte.</param>
/// <param name="Details">The request that carried it.</param>
internal sealed record OfflineContent(byte[] Body, OfflineDetails Details)
{
    /// <summary>The length only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{Body.Length} bytes";
}

namespace HmisGateway.Offline;

/// <summary>The content of an offline item, opened for somebody whom the ledger names.</summary>
/// <param name="Details">The request that carried it.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="WriteAsync">Writes it, byte for byte; a large one is opened piece by piece.</param>
internal sealed record OfflineContent(OfflineDetails Details, long Length, Func<Stream, CancellationToken, Task> WriteAsync)
{
    /// <summary>The whole content in memory.</summary>
    public async Task<byte[]> ToArrayAsync(CancellationToken cancellationToken)
    {
        using MemoryStream content = new(checked((int)Length));
        await WriteAsync(content, cancellationToken);
        return content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
    }

    /// <summary>The length only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{Length} bytes";
}

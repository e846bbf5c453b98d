namespace HmisGateway.Pipeline.Bulk;

/// <summary>The rows of one client that were taken out of an upload.</summary>
/// <param name="Client">The number of the client, or -1 for the rows of nobody.</param>
/// <param name="Bytes">Where the rows stand.</param>
/// <param name="Rows">The rows, by file and in their order.</param>
internal readonly record struct RemovedPart(int Client, byte[] Bytes, ReadOnlyMemory<RemovedRow> Rows);

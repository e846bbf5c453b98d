namespace HmisGateway.Offline;

/// <summary>What was taken out of a request for one client, as the request's item lists it.</summary>
/// <param name="Receipt">Receipt of the part: it can be shown, read, sent again and erased by itself.</param>
/// <param name="Code">Why it was taken out.</param>
/// <param name="Status">A word of <see cref="OfflineStatusWords"/>.</param>
/// <param name="Clients">The agency's own id of the client; empty once erased, and where nobody could be found.</param>
/// <param name="Bytes">Length of its content.</param>
internal sealed record OfflinePart(Guid Receipt, string Code, string Status, IReadOnlyList<string> Clients, long Bytes)
{
    /// <summary>The receipt and the code only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{Receipt} {Code}";
}

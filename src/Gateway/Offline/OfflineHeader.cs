namespace HmisGateway.Offline;

/// <summary>A header of a request that was kept offline.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value. May be personal data.</param>
internal sealed record OfflineHeader(string Name, string Value)
{
    /// <summary>The name only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => Name;
}

namespace HmisGateway.Management;

/// <summary>Which offline items are asked for. The client id stands here, not in the address, which could be logged.</summary>
/// <param name="After">The cursor of the page before.</param>
/// <param name="Limit">How many at most, 1 to 500; null for 100.</param>
/// <param name="Client">Only items about this client.</param>
/// <param name="Code">Only items with this code.</param>
/// <param name="Status">Only items with this status.</param>
internal sealed record OfflineQuestion(string? After, int? Limit, string? Client, string? Code, string? Status)
{
    /// <summary>Nothing of it.</summary>
    public override string ToString() => nameof(OfflineQuestion);
}

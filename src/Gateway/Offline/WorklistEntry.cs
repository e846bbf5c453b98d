namespace HmisGateway.Offline;

/// <summary>A client of an agency whose data waits.</summary>
/// <param name="ClientId">The agency's own client id.</param>
/// <param name="Items">Held items about the client.</param>
/// <param name="Oldest">When the oldest of them was received.</param>
/// <param name="Next">What to do next.</param>
internal sealed record WorklistEntry(string ClientId, int Items, DateTimeOffset Oldest, WorklistStep Next)
{
    /// <summary>The step only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => Next.ToWire();
}

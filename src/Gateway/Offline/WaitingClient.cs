using HmisGateway.Identity;

namespace HmisGateway.Offline;

/// <summary>A client of an agency with held items, as the storage knows it.</summary>
/// <param name="Client">The agency's own client id as a pseudonym.</param>
/// <param name="Items">Held items about the client.</param>
/// <param name="Unconfirmed">Those of them that were held because no consent was confirmed, or for a No Sharing.</param>
/// <param name="NotTriedSince">When the one of them that was sent least lately was sent last.</param>
/// <param name="Oldest">The oldest of them, without its content.</param>
internal sealed record WaitingClient(Pseudonym Client, int Items, int Unconfirmed, DateTimeOffset NotTriedSince, OfflineItem Oldest)
{
    /// <summary>The number of items only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{Items} items";
}

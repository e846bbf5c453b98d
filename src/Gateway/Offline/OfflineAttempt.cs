using HmisGateway.Identity;

namespace HmisGateway.Offline;

/// <summary>A request that was not sent and whose content is kept already: it joins the open item with the same content.</summary>
internal sealed record OfflineAttempt
{
    /// <summary>The decision about this attempt.</summary>
    public required Guid Decision { get; init; }

    /// <summary>Whose request it is.</summary>
    public required string AgencyId { get; init; }

    /// <summary>What it is compared by.</summary>
    public required ContentKey Content { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The code that the agency is told now.</summary>
    public required string Code { get; init; }

    /// <summary>Which item it joins: one that is held, or one that is in doubt.</summary>
    public required OfflineStatus Joins { get; init; }

    /// <summary>Pseudonyms of the agency's clients whom it is about, as they are known now.</summary>
    public required IReadOnlyList<Pseudonym> Clients { get; init; }

    /// <summary>Fingerprints that it teaches about clients for whose No Sharing it is kept.</summary>
    public IReadOnlyList<LearnedReferences> Learned { get; init; } = [];

    /// <summary>The attempt that an item is, if another one holds its content.</summary>
    public static OfflineAttempt Of(OfflineItem item, ContentKey content) => new()
    {
        Decision = item.Receipt,
        AgencyId = item.AgencyId,
        Content = content,
        ReceivedAt = item.ReceivedAt,
        Code = item.Code,
        Joins = OfflineStatus.Held,
        Clients = item.Clients,
        Learned = item.Learned,
    };
}

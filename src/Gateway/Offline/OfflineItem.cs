using HmisGateway.Identity;

namespace HmisGateway.Offline;

/// <summary>
/// An item of the offline queue as the storage sees it: what stands in clear (receipt, agency, times, code, record kinds, length)
/// and what is sealed.
/// </summary>
internal sealed record OfflineItem
{
    /// <summary>The receipt that the agency was given: a version 7 UUID.</summary>
    public required Guid Receipt { get; init; }

    /// <summary>Whose item it is.</summary>
    public required string AgencyId { get; init; }

    /// <summary>When the request was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The problem code that the agency was told last, in its wire form, e.g. <c>no_sharing</c>; <c>outcome_unknown</c> for an item in doubt.</summary>
    public required string Code { get; init; }

    /// <summary>True when the request asked for a locked record.</summary>
    public required bool LockedAttempt { get; init; }

    /// <summary>Kinds of the records in it, in their wire form, e.g. <c>client</c>; empty when it could not be read.</summary>
    public required IReadOnlyList<string> RecordKinds { get; init; }

    /// <summary>Its status.</summary>
    public required OfflineStatus Status { get; init; }

    /// <summary>How often it was received.</summary>
    public required int Attempts { get; init; }

    /// <summary>Length of the original body in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Pseudonyms of the agency's own clients whom it is about; what the list can be filtered by.</summary>
    public required IReadOnlyList<Pseudonym> Clients { get; init; }

    /// <summary>The item's data key, wrapped by the agency's key.</summary>
    public required byte[] WrappedKey { get; init; }

    /// <summary>Sealed: method, target, headers, content type, precise reason, client ids. JSON inside.</summary>
    public required byte[] SealedDetails { get; init; }

    /// <summary>Sealed: the original body, byte for byte. Empty in lists, and where it is stored in pieces.</summary>
    public required byte[] SealedContent { get; init; }

    /// <summary>The request from which this was taken out; null for an item of its own.</summary>
    public Guid? Parent { get; init; }

    /// <summary>In how many pieces the content is stored beside the item; 0 when it stands in <see cref="SealedContent"/>.</summary>
    public int Pieces { get; init; }

    /// <summary>Fingerprints that it teaches about clients for whose No Sharing it is kept; only of an item that is to be stored.</summary>
    public IReadOnlyList<LearnedReferences> Learned { get; init; } = [];

    /// <summary>What a request that is sent again is compared by; only of an item that is to be stored, and null for one that nothing joins.</summary>
    public ContentKey? Content { get; init; }
}

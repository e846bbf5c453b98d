using HmisGateway.Identity;

namespace HmisGateway.Consent;

/// <summary>The signed copy of a form as the storage sees it: sealed, with what stands in clear beside it.</summary>
internal sealed record RoiDocument
{
    /// <summary>Whose form it is.</summary>
    public required string AgencyId { get; init; }

    /// <summary>The agency's own client id as a pseudonym.</summary>
    public required Pseudonym Client { get; init; }

    /// <summary>The version of the form.</summary>
    public required int Version { get; init; }

    /// <summary>Counts the copies of this form from 1; a corrected copy has the next number.</summary>
    public required int Number { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>Length of the copy in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The copy's data key, wrapped by the agency's key.</summary>
    public required byte[] WrappedKey { get; init; }

    /// <summary>Sealed <see cref="RoiDocumentDetails"/>.</summary>
    public required byte[] SealedDetails { get; init; }

    /// <summary>The sealed copy.</summary>
    public required byte[] SealedContent { get; init; }

    /// <summary>The length only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{Bytes} bytes";
}

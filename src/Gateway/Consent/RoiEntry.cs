using HmisGateway.Identity;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>A ROI to be recorded, sealed and hashed so far that the storage learns no personal data.</summary>
internal sealed record RoiEntry
{
    /// <summary>The form; its <see cref="ReleaseOfInformation.Version"/> is ignored, the registry counts.</summary>
    public required ReleaseOfInformation Form { get; init; }

    /// <summary>The agency's own client id as a pseudonym; it finds or creates the person.</summary>
    public required Pseudonym Client { get; init; }

    /// <summary>The agency's own client id, sealed under the agency's key.</summary>
    public required byte[] SealedClientId { get; init; }

    /// <summary>The HMIS ids that the form names.</summary>
    public IReadOnlyList<Pseudonym> VendorIds { get; init; } = [];

    /// <summary>Fingerprints of the stated identity.</summary>
    public IReadOnlyList<Pseudonym> Fingerprints { get; init; } = [];

    /// <summary>The parts of the stated identity, or null.</summary>
    public IdentityOnFile? Identity { get; init; }

    /// <summary>Witness, documentation, identity as given and actor, sealed under the agency's key.</summary>
    public required byte[] SealedDetails { get; init; }

    /// <summary>The version of the same agency's form for this client that this one replaces, or null.</summary>
    public int? Supersedes { get; init; }
}

using HmisGateway.Agencies;

namespace HmisGateway.Management;

/// <summary>A certificate or a vendor credential as it is listed. Holds no secret.</summary>
/// <param name="Id">By this it is removed: a certificate's SHA-256 thumbprint, or a part of a credential's keyed hash.</param>
/// <param name="Header">The header of a credential; null for a certificate.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="EndsAt">When a certificate ends; null for a credential.</param>
internal sealed record AgencyProofView(string Id, string? Header, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt)
{
    /// <summary>The view of a proof.</summary>
    public static AgencyProofView Of(AgencyProof proof) =>
        new(proof.Id, proof.Subject.Length == 0 ? null : proof.Subject, proof.CreatedAt, proof.EndsAt);
}

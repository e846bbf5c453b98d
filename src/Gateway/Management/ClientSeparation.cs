using HmisGateway.Consent;

namespace HmisGateway.Management;

/// <summary>A client who is to be separated from somebody. The ids stand here, not in the address, which could be logged.</summary>
/// <param name="ClientId">The agency's own client id.</param>
/// <param name="From">From whom.</param>
/// <param name="Actor">Who says so and why.</param>
internal sealed record ClientSeparation(string? ClientId, SeparationRequest? From, StatedActor? Actor)
{
    /// <summary>Nothing of it.</summary>
    public override string ToString() => nameof(ClientSeparation);
}

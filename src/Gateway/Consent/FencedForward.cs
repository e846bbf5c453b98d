using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Consent;

/// <summary>What a forward tells the fence about itself.</summary>
/// <param name="Persons">Everybody it is attributed to.</param>
/// <param name="AgencyId">Who sends it.</param>
/// <param name="VendorName">To whom it goes.</param>
/// <param name="Swept">Every identifier that stands in it.</param>
internal sealed record FencedForward(IReadOnlyCollection<PersonId> Persons, string AgencyId, string VendorName, SweptIdentifiers Swept)
{
    /// <summary>For a large upload: a trace of what stands in it, in place of <see cref="Swept"/>.</summary>
    /// <value>The default is null.</value>
    public SweepTrace? Trace { get; init; }
}

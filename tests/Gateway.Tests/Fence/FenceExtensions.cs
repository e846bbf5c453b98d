using HmisGateway.Consent;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Tests.Fence;

/// <summary>Forwards and closings about persons only.</summary>
internal static class FenceExtensions
{
    public static ValueTask<IFencePass?> EnterAsync(this IConsentFence fence, IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken) =>
        fence.EnterAsync(new FencedForward(persons, "north", "hmis", SweptIdentifiers.None), cancellationToken);

    public static ValueTask<IFenceClosing> CloseAsync(this IConsentFence fence, IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken) =>
        fence.CloseAsync(FenceScope.Of(persons), cancellationToken);
}

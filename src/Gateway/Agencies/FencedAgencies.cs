using HmisGateway.Consent;

namespace HmisGateway.Agencies;

/// <summary>Disables agencies under the fence: when it answers, nothing of the agency is in flight any more.</summary>
/// <remarks>A gateway key that ends is no such event: what it proved was true when the request came, and permission does not hang on it.</remarks>
internal sealed class FencedAgencies(AgencyDirectory agencies, IConsentFence fence)
{
    /// <summary>Disables an agency.</summary>
    /// <param name="agencyId">The agency.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit is always followed by its drain.</param>
    /// <returns>How the fence closed, or null when there is no such agency.</returns>
    public async Task<DrainResult?> DisableAsync(string agencyId, CancellationToken cancellationToken)
    {
        using IFenceClosing closing = await fence.CloseAsync(new FenceScope { AgencyId = agencyId }, cancellationToken);
        if (!await agencies.DisableAsync(agencyId, cancellationToken))
        {
            return null;
        }

        // Whoever enters from now on finds the agency disabled.
        closing.Dispose();
        return await closing.DrainAsync(CancellationToken.None);
    }
}

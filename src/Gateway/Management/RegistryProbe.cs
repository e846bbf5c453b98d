using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Management;

/// <summary>The registry can be read.</summary>
internal sealed class RegistryProbe(IConsentRegistry registry) : IReadinessProbe
{
    // An agency id cannot be empty, so this asks for nobody.
    private static readonly Pseudonym Nobody = new(IdentifierScheme.Agency, default);

    /// <inheritdoc/>
    public string Name => "registry";

    /// <inheritdoc/>
    public async ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        _ = await registry.ReadOwnAsync("", Nobody, cancellationToken);
        return true;
    }
}

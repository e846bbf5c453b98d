using HmisGateway.Consent.Sources;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Hosting;

/// <summary>Section <c>Consent</c>.</summary>
internal sealed class ConsentOptions
{
    /// <summary>What happens with a new record of a Limited Sharing client that is not locked, where the profile knows the lock.</summary>
    /// <value>The default is <see cref="LimitedLock.Warn"/>.</value>
    public LimitedLock LimitedLock { get; set; } = LimitedLock.Warn;

    /// <summary>Where clients' choices are kept: in the registry alone, or outside, where they are asked for before each decision.</summary>
    /// <value>The default is <see cref="RoiSourceKind.Registry"/>.</value>
    public RoiSourceKind Source { get; set; }

    /// <summary>The address of the outside source: of its one call, or the base of the FHIR server.</summary>
    /// <value>The default is none.</value>
    public string? Address { get; set; }

    /// <summary>How long one question may take, repetitions included.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What the gateway presents to the outside source.</summary>
    public VendorCredentialOptions Credential { get; set; } = new();

    /// <summary>How clients and agencies are named on a FHIR server.</summary>
    public FhirConsentOptions Fhir { get; set; } = new();
}

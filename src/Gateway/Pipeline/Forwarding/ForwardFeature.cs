using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Forwarding;

/// <inheritdoc cref="IForwardFeature"/>
internal sealed class ForwardFeature : IForwardFeature
{
    /// <inheritdoc/>
    public required ForwardPermit Permit { get; init; }

    /// <inheritdoc/>
    public required string AgencyId { get; init; }

    /// <inheritdoc/>
    public required VendorTarget Destination { get; init; }

    /// <inheritdoc/>
    public required IReadOnlyList<string> ForwardHeaders { get; init; }

    /// <inheritdoc/>
    public required long BodyLength { get; init; }

    /// <inheritdoc/>
    public required string? ContentType { get; init; }

    /// <inheritdoc/>
    public ForwardResult Result { get; set; } = ForwardResult.OutcomeUnknown;
}

using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>What the gate hands to the forwarding step: the permit and where it leads. Without it nothing is sent.</summary>
internal interface IForwardFeature
{
    /// <summary>The proof that the request may be sent.</summary>
    ForwardPermit Permit { get; }

    /// <summary>Whose request it is.</summary>
    string AgencyId { get; }

    /// <summary>The vendor and the target it will see.</summary>
    VendorTarget Destination { get; }

    /// <summary>Headers to forward beyond the standard ones.</summary>
    IReadOnlyList<string> ForwardHeaders { get; }

    /// <summary>Number of bytes of the body that is sent.</summary>
    long BodyLength { get; }

    /// <summary>The content type of the body that is sent; null for the one that came.</summary>
    string? ContentType { get; }

    /// <summary>How the forward ended; set by the forwarding step.</summary>
    ForwardResult Result { get; set; }
}

using HmisGateway.Policy.Profiles;

namespace HmisGateway.Pipeline.Answers;

/// <summary>Says that the gateway's own answers to this request stand in a vendor's error shape.</summary>
internal interface IErrorEnvelopeFeature
{
    /// <summary>The shape; null where the request's vendor has none: a problem document then.</summary>
    ErrorEnvelope? Envelope { get; }
}

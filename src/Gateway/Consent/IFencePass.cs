using HmisGateway.Consent.Permits;

namespace HmisGateway.Consent;

/// <summary>The right to send one request now. Disposing it says that the whole request was sent and the whole answer read.</summary>
internal interface IFencePass : IDisposable
{
    /// <summary>Cancelled when the forward must stop at once.</summary>
    CancellationToken Revoked { get; }

    /// <summary>Until when bytes may be sent; null where the fence and the forward are in one process.</summary>
    SendDeadline? Deadline => null;
}

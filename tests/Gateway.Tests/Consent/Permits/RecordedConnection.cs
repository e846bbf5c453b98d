using HmisGateway.Consent.Permits;

namespace HmisGateway.Tests.Consent.Permits;

/// <summary>A connection that counts how often it is told to end.</summary>
internal sealed class RecordedConnection : ISendConnection
{
    public int Resets { get; private set; }

    public void EnsureDelivered(SendDeadline request)
    {
    }

    public void Reset(SendDeadline request) => Resets++;
}

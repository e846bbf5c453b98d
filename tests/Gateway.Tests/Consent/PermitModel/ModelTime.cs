namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>The times of the protocol. A tick is 10 ms of the gateway's defaults.</summary>
internal static class ModelTime
{
    /// <summary>How long a permit holds.</summary>
    public const int Lifetime = 1000;

    /// <summary>How long before that its holder stops.</summary>
    public const int Margin = 300;

    /// <summary>How long a choice waits before it marks permits.</summary>
    public const int DrainTimeout = 500;

    /// <summary>How long a holder waits for its vendor.</summary>
    public const int VendorTimeout = 4000;

    /// <summary>The longest that a thread of a running process takes from one step to the next where nothing but the processor is needed.</summary>
    public const int Latency = 5;

    /// <summary>When a seed ends at the latest.</summary>
    public const int End = 15_000;

    /// <summary>Not scheduled.</summary>
    public const int Never = int.MaxValue;
}

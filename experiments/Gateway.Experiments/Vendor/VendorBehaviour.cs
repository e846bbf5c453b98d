namespace HmisGateway.Experiments.Vendor;

/// <summary>What the recording vendor does with a request.</summary>
internal enum VendorBehaviour
{
    /// <summary>Answers <c>200</c> with a new id, after the delay.</summary>
    Answer,

    /// <summary>Reads everything and never answers.</summary>
    Hold,

    /// <summary>Accepts connections, with a small receive buffer, and reads nothing until it is told to.</summary>
    Stall,

    /// <summary>As <see cref="Stall"/>, and reads one byte a second from each connection.</summary>
    Drip,
}

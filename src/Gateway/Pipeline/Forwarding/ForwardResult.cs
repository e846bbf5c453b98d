namespace HmisGateway.Pipeline.Forwarding;

/// <summary>How a forward ended.</summary>
internal enum ForwardResult
{
    /// <summary>It was sent and no complete answer came. Also the value before anything is known.</summary>
    OutcomeUnknown,

    /// <summary>The whole answer came.</summary>
    Answered,

    /// <summary>Nothing was sent: no connection, or the circuit is open.</summary>
    NothingSent,

    /// <summary>The final transform refused it: it carried no permit.</summary>
    RefusedWithoutPermit,
}

namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>What a forward does next, or waits for.</summary>
internal enum ForwardStep
{
    /// <summary>It is decided for the first time.</summary>
    Decide,

    /// <summary>Its permit is asked for.</summary>
    WaitForGrant,

    /// <summary>The registry is read again.</summary>
    Read,

    /// <summary>The query is on its way to the server.</summary>
    ReadOnServer,

    /// <summary>The query's answer is on its way back.</summary>
    Reconsider,

    /// <summary>It looks at the clock.</summary>
    LookAtClock,

    /// <summary>It hands a chunk to the kernel.</summary>
    Write,

    /// <summary>The kernel's queue is full; the chunk is written when there is space, without another look at the clock.</summary>
    WaitForSpace,

    /// <summary>Everything is written.</summary>
    WaitForAnswer,

    /// <summary>The whole answer was read.</summary>
    Settle,

    /// <summary>It has ended.</summary>
    Ended,
}

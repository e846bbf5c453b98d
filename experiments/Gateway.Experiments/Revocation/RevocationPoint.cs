namespace HmisGateway.Experiments.Revocation;

/// <summary>How far the forwards have come when the fault strikes.</summary>
internal enum RevocationPoint
{
    /// <summary>They are decided and have no permit.</summary>
    AfterDecision,

    /// <summary>They have a permit and nothing was sent.</summary>
    AfterPermit,

    /// <summary>The vendor has a part of each.</summary>
    MidBody,

    /// <summary>The vendor has all of each, and does not answer.</summary>
    BeforeAnswer,
}

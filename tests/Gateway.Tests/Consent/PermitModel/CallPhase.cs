namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>Where a round trip to the database is.</summary>
internal enum CallPhase
{
    /// <summary>There is none.</summary>
    Idle,

    /// <summary>About to be sent.</summary>
    Send,

    /// <summary>On its way to the server.</summary>
    Execute,

    /// <summary>Committed; the changes are read in the same round trip.</summary>
    ReadChanges,

    /// <summary>On its way back.</summary>
    Answer,
}

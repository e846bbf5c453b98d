namespace HmisGateway.Offline;

/// <summary>What has become of an offline item. The numbers are stored and never change.</summary>
internal enum OfflineStatus
{
    /// <summary>Kept; not in HMIS.</summary>
    Held = 1,

    /// <summary>Sent, but no complete answer came: somebody has to look whether it arrived.</summary>
    InDoubt = 2,

    /// <summary>The same content was sent later, when it was permitted.</summary>
    SentLater = 3,

    /// <summary>Sent by resubmission.</summary>
    Resubmitted = 4,

    /// <summary>Its data key was destroyed.</summary>
    Erased = 5,
}

namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>What a recording asks of the database.</summary>
internal enum RecordingCall
{
    /// <summary>Whether it is on file already.</summary>
    Check,

    /// <summary>To be committed.</summary>
    Commit,

    /// <summary>A commit that says that it is on file.</summary>
    CommitAgain,

    /// <summary>Which permits there are.</summary>
    Look,

    /// <summary>To note that absent rows count on this timeline.</summary>
    Rely,

    /// <summary>To mark the permits that are left.</summary>
    Mark,

    /// <summary>To delete the permits that are left.</summary>
    Expire,
}

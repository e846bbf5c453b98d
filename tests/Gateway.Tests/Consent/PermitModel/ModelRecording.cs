namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>One caller who wants something recorded, and who is told when it holds.</summary>
internal sealed class ModelRecording
{
    /// <summary>What is to be recorded.</summary>
    public RegistryEvent What { get; set; }

    /// <summary>Which replica was asked.</summary>
    public int Replica { get; set; }

    /// <summary>How often the caller asked.</summary>
    public int Attempts { get; set; }

    /// <summary>True when nobody waits any more.</summary>
    public bool HasEnded { get; set; }

    /// <summary>What is asked of the database.</summary>
    public RecordingCall Call { get; set; }

    /// <summary>How far that is.</summary>
    public CallPhase Phase { get; set; }

    /// <summary>What becomes of it.</summary>
    public CallFate Fate { get; set; }

    /// <summary>The timeline it was sent on.</summary>
    public int SentOn { get; set; }

    /// <summary>True when the server made it.</summary>
    public bool IsDone { get; set; }

    /// <summary>The number of the commit, or -1.</summary>
    public int Event { get; set; }

    /// <summary>What was on file before the commit.</summary>
    public uint Before { get; set; }

    /// <summary>True when permission may be taken away.</summary>
    public bool MustDrain { get; set; }

    /// <summary>True when the permits were looked for.</summary>
    public bool HasFound { get; set; }

    /// <summary>The permits that are left of those found.</summary>
    public uint Found { get; set; }

    /// <summary>True when there were any.</summary>
    public bool HasWaited { get; set; }

    /// <summary>The timeline on which absent rows counted, as read last.</summary>
    public int ReliedOn { get; set; }

    /// <summary>Whether the commit was there, as read last.</summary>
    public bool IsOnFile { get; set; }

    /// <summary>Whether the database's clock had passed the end of all that were left, as read last.</summary>
    public bool HasPassed { get; set; }

    /// <summary>When the wait began, by the replica's clock.</summary>
    public int BeganAt { get; set; }

    /// <summary>True when the permits that are left are marked.</summary>
    public bool IsMarked { get; set; }

    /// <summary>When it was known that they are, by the replica's clock.</summary>
    public int MarkedAt { get; set; }

    /// <summary>The timeline of the mark.</summary>
    public int MarkedOn { get; set; }

    /// <summary>The timeline for which a lifetime is being waited; 0 for none.</summary>
    public int GraceOf { get; set; }

    /// <summary>When that began, by the replica's clock.</summary>
    public int GraceFrom { get; set; }

    /// <summary>Begins at a replica.</summary>
    /// <param name="replica">Which.</param>
    /// <param name="call">The first that is asked of the database.</param>
    public void Begin(int replica, RecordingCall call)
    {
        Replica = replica;
        Attempts++;
        (Call, Phase) = (call, CallPhase.Send);
        Event = -1;
        (Before, Found, HasFound, HasWaited) = (0, 0, false, false);
        (IsMarked, MarkedOn, GraceOf) = (false, 0, 0);
        MustDrain = true;
    }
}

namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>What the protocol of permits does to be safe. The model can leave out each, and then finds the race that it prevents.</summary>
[Flags]
internal enum ProtocolGuard
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The permit's row is committed before the registry is read; otherwise it is asked for, and not waited for.</summary>
    PermitBeforeRead = 1 << 0,

    /// <summary>The registry is read again after the grant; otherwise the decision made before it stands.</summary>
    ReadAfterGrant = 1 << 1,

    /// <summary>The clock is looked at before each chunk.</summary>
    DeadlineBeforeChunk = 1 << 2,

    /// <summary>The socket is reset at the deadline, whatever the sender waits for.</summary>
    Watchdog = 1 << 3,

    /// <summary>A row that is marked revoked is not renewed.</summary>
    RefusedRenewal = 1 << 4,

    /// <summary>Closing a socket, and the death of its process, drop what the kernel has not sent.</summary>
    LingerZero = 1 << 5,

    /// <summary>A choice waits for the permits that it found.</summary>
    WaitForDrain = 1 << 6,

    /// <summary>Permits whose request mentions the client are found by the identifiers in their row.</summary>
    MentionTokens = 1 << 7,

    /// <summary>A permit's time runs from before it is asked for; otherwise from the answer.</summary>
    ClockBeforeRequest = 1 << 8,

    /// <summary>A holder that does not answer is waited for, a whole lifetime from the mark by one's own clock; otherwise until the database's clock has passed the row's end.</summary>
    LifetimeFromMark = 1 << 9,

    /// <summary>After a promotion a lifetime passes before an absent row counts.</summary>
    TimelineGrace = 1 << 10,

    /// <summary>A commit whose end is not known grants and renews nothing.</summary>
    KnownCommit = 1 << 11,

    /// <summary>Rows are removed that were seen unchanged for a lifetime; otherwise for a quarter of one.</summary>
    JanitorLifetime = 1 << 12,

    /// <summary>A mark counts on the timeline on which it was made; after a promotion the row is marked again and waited for again.</summary>
    MarkOfThisTimeline = 1 << 13,

    /// <summary>A mark whose commit is not known is made again.</summary>
    KnownMark = 1 << 14,

    /// <summary>Before it is answered a choice is looked for on the server that is the primary now, and recorded again when that one lacks it.</summary>
    ChoiceOfThisTimeline = 1 << 15,

    /// <summary>A replica that meets a new timeline forgets what it has read; otherwise it goes on after the number of the last change it knows.</summary>
    MemoryOfThisTimeline = 1 << 16,

    /// <summary>What was read while changes were taken over is used once and not kept.</summary>
    FreshMemory = 1 << 17,

    /// <summary>A row is released only when nothing is left in the kernel's send queue; otherwise the socket is reset. An answer may come before the vendor has read everything.</summary>
    EmptyQueueBeforeRelease = 1 << 18,

    /// <summary>A choice that is on file already waits for the permits as well: whoever recorded it may have died before it had waited.</summary>
    RepeatWaits = 1 << 19,

    /// <summary>A choice that is on file already is committed to once more: that it can be read does not tell that the standby has it.</summary>
    RepeatCommits = 1 << 20,

    /// <summary>Permits are looked for under everybody who is linked; otherwise under the one who stands for them.</summary>
    EveryLinkedPerson = 1 << 21,

    /// <summary>Whom a choice concerns is read after its commit; otherwise before.</summary>
    LookAfterCommit = 1 << 22,

    /// <summary>Whether a learned identifier belongs to a protected client is decided by what its own commit sees; otherwise by what was read before.</summary>
    ProtectionInCommit = 1 << 23,

    /// <summary>Permits are looked for also under those who were linked and were taken apart: a permit may be older than that.</summary>
    FormerlyLinked = 1 << 24,

    /// <summary>What the janitor has seen of a row counts on the timeline on which it saw it.</summary>
    JanitorOfThisTimeline = 1 << 25,

    /// <summary>The janitor reads its clock after it has read the permits; otherwise when it begins its round.</summary>
    JanitorClockAfterRead = 1 << 26,

    /// <summary>The whole protocol.</summary>
    All = (1 << 27) - 1,
}

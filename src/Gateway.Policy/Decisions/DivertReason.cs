namespace HmisGateway.Policy.Decisions;

/// <summary>
/// The precise reason behind a <see cref="DivertCode"/>. It is sealed with the item and is an attribute of metrics without
/// agency; it is never told to the sender. The numbers are stored and never change.
/// </summary>
public enum DivertReason
{
    /// <summary>The agency is a victim-service provider.</summary>
    VictimServiceProvider = 100,

    /// <summary>No rule for this method and path.</summary>
    NoRule = 200,

    /// <summary>A rule for the path, but not for this content type.</summary>
    ContentTypeNotCovered = 201,

    /// <summary>The payload reader refused it; its own reason tells why.</summary>
    Unreadable = 300,

    /// <summary>The request line, a header or the query could be read in two ways.</summary>
    AmbiguousRequest = 301,

    /// <summary>The agency documented No Sharing for an attributed client.</summary>
    NoSharing = 400,

    /// <summary>A ROI record in the request says No Sharing.</summary>
    StatesNoSharing = 401,

    /// <summary>The agency documented No Sharing for a client whom the request mentions.</summary>
    Mention = 500,

    /// <summary>A record carries no client reference.</summary>
    NoReference = 600,

    /// <summary>A reference leads to nobody.</summary>
    ReferenceLeadsNowhere = 700,

    /// <summary>This agency has no form on file for an attributed client.</summary>
    RoiNotOnFile = 701,

    /// <summary>This agency's form for an attributed client has ended.</summary>
    RoiExpired = 702,

    /// <summary>Another agency documented No Sharing for an attributed client.</summary>
    NoSharingElsewhere = 703,

    /// <summary>The identity stated contradicts the identity on file in two of name, SSN and date of birth.</summary>
    IdentityContradicts = 704,

    /// <summary>The identity stated matches a client in part only, and nothing else resolves the record.</summary>
    PossibleMatch = 705,

    /// <summary>Deletes are turned off by configuration.</summary>
    DeletesDisabled = 706,

    /// <summary>A choice about an attributed client is being recorded at this moment.</summary>
    ChoiceBeingRecorded = 707,

    /// <summary>Another agency documented No Sharing for a client whom the request mentions.</summary>
    MentionElsewhere = 708,

    /// <summary>The storage is older than its anchor, so that it may not know of a No Sharing.</summary>
    StorageNotReconciled = 709,

    /// <summary>A new record of a Limited Sharing client could be locked and is not.</summary>
    LimitedNotLocked = 710,
}

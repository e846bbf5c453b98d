namespace HmisGateway.Ledger;

/// <summary>The kinds of ledger events. Words, not numbers, so that an auditor can read the ledger without the program.</summary>
internal static class LedgerEventKind
{
    /// <summary>A request is about to be sent to the vendor.</summary>
    public const string ForwardIntent = "forward.intent";

    /// <summary>How a forward ended.</summary>
    public const string ForwardOutcome = "forward.outcome";

    /// <summary>A request was kept offline.</summary>
    public const string Diverted = "diverted";

    /// <summary>A request was sent, no complete answer came, and a copy was kept.</summary>
    public const string InDoubt = "in_doubt";

    /// <summary>A request came again whose content is kept already; it joined that item and was not sent.</summary>
    public const string Repeated = "repeated";

    /// <summary>A request that carries no data was refused and not kept.</summary>
    public const string Refused = "refused";

    /// <summary>A ROI was recorded.</summary>
    public const string RoiRecorded = "roi.recorded";

    /// <summary>ROIs were imported.</summary>
    public const string RoiImported = "roi.imported";

    /// <summary>The signed copy of a ROI was stored.</summary>
    public const string RoiDocumentStored = "roi.document";

    /// <summary>Ids were learned from a vendor's answer.</summary>
    public const string Learned = "learned";

    /// <summary>Somebody took two persons apart.</summary>
    public const string PersonsSeparated = "persons.separated";

    /// <summary>Somebody read the content of an offline item, or the signed copy of a ROI.</summary>
    public const string Revealed = "revealed";

    /// <summary>An agency was refused for so many, or such, client ids that its software may be trying ids out.</summary>
    public const string EnumerationSuspected = "enumeration.suspected";

    /// <summary>An offline item changed its status.</summary>
    public const string ItemStatus = "item.status";

    /// <summary>An agency was added, disabled, or got a key.</summary>
    public const string Agency = "agency";

    /// <summary>Every intent before this event has its outcome, or an item in doubt; written at start and at a clean stop.</summary>
    public const string Settled = "forwards.settled";

    /// <summary>The gateway started with these profiles, or loaded them anew while it ran.</summary>
    public const string ProfilesLoaded = "profiles.loaded";

    /// <summary>Somebody had rules drafted from the held items that no rule covered; their contents were opened for it and not shown.</summary>
    public const string ProfileDrafted = "profile.drafted";

    /// <summary>Another key-encryption key wraps the agencies' keys.</summary>
    public const string KeysRotated = "keys.rotated";

    /// <summary>Somebody had an offline item decided about again, to send it; a second one tells that it is kept as before.</summary>
    public const string Resubmission = "item.resubmission";

    /// <summary>The ledger's head and its place were sealed for somebody outside.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>The ledger has an anchor from here on.</summary>
    public const string Anchored = "anchor.begun";

    /// <summary>A person declared storage that was older than its anchor to be the one to go on with.</summary>
    public const string Reconciled = "storage.reconciled";

    /// <summary>Somebody is about to write a recovery file of the keys.</summary>
    public const string KeysCopied = "keys.copied";
}

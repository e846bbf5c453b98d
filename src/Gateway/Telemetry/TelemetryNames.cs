// A new named value must break the build here (CS8509); unnamed values (CS8524) do not occur and would throw.
#pragma warning disable CS8524
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Enumeration;

namespace HmisGateway.Telemetry;

/// <summary>
/// Every name and value that metrics and traces may carry. Values come from closed enums or pass through a closed list here, so that
/// no text of a request can become a tag.
/// </summary>
internal static class TelemetryNames
{
    public const string Policy = "HmisGateway.Policy";
    public const string Consent = "HmisGateway.Consent";
    public const string Queue = "HmisGateway.Queue";
    public const string Audit = "HmisGateway.Audit";
    public const string Upstream = "HmisGateway.Upstream";

    public const string Outcome = "outcome";
    public const string Code = "code";
    public const string Operation = "operation";
    public const string Kind = "kind";
    public const string Locked = "locked";
    public const string Reason = "reason";
    public const string Method = "method";
    public const string Result = "result";
    public const string Status = "status";
    public const string State = "state";
    public const string From = "from";
    public const string To = "to";
    public const string Version = "version";

    /// <summary>Where there is no code: the request was forwarded.</summary>
    public const string None = "none";

    /// <summary>Where a value is not known, e.g. the operation of a request that no rule covers.</summary>
    public const string Unknown = "unknown";

    /// <summary>In place of everything that is not on a closed list.</summary>
    public const string Other = "other";

    /// <summary>Something outside answered.</summary>
    public const string Answered = "answered";

    /// <summary>Something outside did not answer, or not as it should.</summary>
    public const string Unavailable = "unavailable";

    public static string Of(bool value) => value ? "true" : "false";

    public static string Of(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Forwarded => "forwarded",
        DecisionOutcome.Diverted => "diverted",
        DecisionOutcome.Refused => "refused",
        DecisionOutcome.Failed => "failed",
    };

    public static string Of(ConsentLookupResult result) => result switch
    {
        ConsentLookupResult.Hit => "hit",
        ConsentLookupResult.Miss => "miss",
        ConsentLookupResult.Error => "error",
    };

    public static string Of(QueueingResult result) => result switch
    {
        QueueingResult.Stored => "stored",
        QueueingResult.Deduplicated => "deduplicated",
        QueueingResult.Failed => "failed",
    };

    public static string Of(ProfileReloadResult result) => result switch
    {
        ProfileReloadResult.Unchanged => "unchanged",
        ProfileReloadResult.Loaded => "loaded",
        ProfileReloadResult.Refused => "refused",
        ProfileReloadResult.Failed => "failed",
    };

    public static string Of(UpstreamCircuit state) => state switch
    {
        UpstreamCircuit.Closed => "closed",
        UpstreamCircuit.Open => "open",
        UpstreamCircuit.HalfOpen => "half_open",
    };

    public static string Of(EnumerationAlarm alarm) => alarm switch
    {
        EnumerationAlarm.Distinct => "distinct",
        EnumerationAlarm.Sequential => "sequential",
    };

    /// <summary>A standard method in upper case; anything else is <c>other</c>.</summary>
    public static string OfMethod(string method) => method switch
    {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => Other,
    };

    /// <summary>A kind of ledger event in snake case; one that is not in <see cref="LedgerEventKind"/> is <c>other</c>.</summary>
    public static string OfLedgerKind(string kind) => kind switch
    {
        LedgerEventKind.ForwardIntent => "forward_intent",
        LedgerEventKind.ForwardOutcome => "forward_outcome",
        LedgerEventKind.Diverted => "diverted",
        LedgerEventKind.InDoubt => "in_doubt",
        LedgerEventKind.Repeated => "repeated",
        LedgerEventKind.Refused => "refused",
        LedgerEventKind.RoiRecorded => "roi_recorded",
        LedgerEventKind.RoiImported => "roi_imported",
        LedgerEventKind.RoiDocumentStored => "roi_document",
        LedgerEventKind.Learned => "learned",
        LedgerEventKind.PersonsSeparated => "persons_separated",
        LedgerEventKind.Revealed => "revealed",
        LedgerEventKind.EnumerationSuspected => "enumeration_suspected",
        LedgerEventKind.ItemStatus => "item_status",
        LedgerEventKind.Agency => "agency",
        LedgerEventKind.Settled => "forwards_settled",
        LedgerEventKind.ProfilesLoaded => "profiles_loaded",
        LedgerEventKind.ProfileDrafted => "profile_drafted",
        LedgerEventKind.KeysRotated => "keys_rotated",
        LedgerEventKind.Resubmission => "item_resubmission",
        LedgerEventKind.Checkpoint => "checkpoint",
        LedgerEventKind.Anchored => "anchor_begun",
        LedgerEventKind.Reconciled => "storage_reconciled",
        LedgerEventKind.KeysCopied => "keys_copied",
        _ => Other,
    };

    /// <summary>A code of <c>Hmis-Gateway-Reason</c> in snake case; anything else is <c>other</c>.</summary>
    public static string OfRevealReason(string reason) => reason switch
    {
        "audit" => "audit",
        "client-request" => "client_request",
        "correction" => "correction",
        "resubmission" => "resubmission",
        "support" => "support",
        "acceptance-test" => "acceptance_test",
        _ => Other,
    };
}

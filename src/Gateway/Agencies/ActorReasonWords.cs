namespace HmisGateway.Agencies;

/// <summary>The reasons as they are written in headers, options and the ledger.</summary>
internal static class ActorReasonWords
{
    /// <summary>All words, for messages.</summary>
    public const string All = "audit, client-request, correction, resubmission, support or acceptance-test";

    /// <summary>The word of a reason.</summary>
    public static string ToWord(this ActorReason reason) => reason switch
    {
        ActorReason.Audit => "audit",
        ActorReason.ClientRequest => "client-request",
        ActorReason.Correction => "correction",
        ActorReason.Resubmission => "resubmission",
        ActorReason.Support => "support",
        ActorReason.AcceptanceTest => "acceptance-test",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <summary>The reason of a word, or null.</summary>
    public static ActorReason? Parse(string? word) => word switch
    {
        "audit" => ActorReason.Audit,
        "client-request" => ActorReason.ClientRequest,
        "correction" => ActorReason.Correction,
        "resubmission" => ActorReason.Resubmission,
        "support" => ActorReason.Support,
        "acceptance-test" => ActorReason.AcceptanceTest,
        _ => null,
    };
}

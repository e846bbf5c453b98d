namespace HmisGateway.Offline;

/// <summary>The status of offline items as it is read in filters; written by <c>ToWire</c>.</summary>
internal static class OfflineStatusWords
{
    /// <summary>All words, for messages.</summary>
    public const string All = "held, in_doubt, sent_later, resubmitted or erased";

    /// <summary>The status of a word, or null.</summary>
    public static OfflineStatus? Parse(string? word) => word switch
    {
        "held" => OfflineStatus.Held,
        "in_doubt" => OfflineStatus.InDoubt,
        "sent_later" => OfflineStatus.SentLater,
        "resubmitted" => OfflineStatus.Resubmitted,
        "erased" => OfflineStatus.Erased,
        _ => null,
    };
}

namespace HmisGateway.Offline;

/// <summary>The status of offline items as it is written in answers and filters.</summary>
internal static class OfflineStatusWords
{
    /// <summary>All words, for messages.</summary>
    public const string All = "held, in_doubt, sent_later, resubmitted or erased";

    /// <summary>The word of a status.</summary>
    public static string ToWord(this OfflineStatus status) => status switch
    {
        OfflineStatus.Held => "held",
        OfflineStatus.InDoubt => "in_doubt",
        OfflineStatus.SentLater => "sent_later",
        OfflineStatus.Resubmitted => "resubmitted",
        OfflineStatus.Erased => "erased",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

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

// A new status must break the build here (CS8509); unnamed values (CS8524) do not occur and would throw.
#pragma warning disable CS8524
namespace HmisGateway.Offline;

/// <summary>What may become of an offline item. Every change of a status goes through here.</summary>
internal static class OfflineTransitions
{
    /// <summary>Whether an item with the status <paramref name="from"/> may get the status <paramref name="to"/>.</summary>
    /// <remarks>
    /// <para>A held item: its content was sent when that became permitted, it was resubmitted, its resubmission got no complete answer, or it was erased.</para>
    /// <para>An item in doubt: somebody found that it had not arrived, so it is held again, or that it had; then it may be erased too.</para>
    /// <para>An item that is closed can only be erased; an erased one stays erased.</para>
    /// </remarks>
    public static bool IsAllowed(OfflineStatus from, OfflineStatus to) => from switch
    {
        OfflineStatus.Held => to is OfflineStatus.SentLater or OfflineStatus.Resubmitted or OfflineStatus.InDoubt or OfflineStatus.Erased,
        OfflineStatus.InDoubt => to is OfflineStatus.Held or OfflineStatus.SentLater or OfflineStatus.Resubmitted,
        OfflineStatus.SentLater or OfflineStatus.Resubmitted => to is OfflineStatus.Erased,
        OfflineStatus.Erased => false,
    };

    /// <summary>Whether an item with this status waits for something; only such an item is compared with what is sent again.</summary>
    public static bool IsOpen(OfflineStatus status) => status is OfflineStatus.Held or OfflineStatus.InDoubt;
}

using System.Globalization;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Profiles;
using HmisGateway.Storage;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline.Settling;

/// <summary>
/// Settles at start what a process that ended without warning left open: the vendor may have the write, and the agency system saw a
/// broken connection. Each becomes an item in doubt without content, because a forwarded body is not kept; the same write joins it
/// when it comes again, and a person settles it.
/// </summary>
internal sealed partial class IntentSettlement(
    ILedger ledger,
    IOfflineQueue queue,
    ItemSealer sealer,
    VendorDirectory vendors,
    GatewayMetrics metrics,
    ILogger<IntentSettlement> logger)
{
    private static readonly string OutcomeUnknown = ProblemCode.OutcomeUnknown.ToWire();

    /// <summary>Settles every open intent; durable when the task completes. Call before the first request is taken.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> SettleAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<OpenIntent> open = await OpenIntentScan.FindAsync(ledger, replica: null, cancellationToken);
        await Task.WhenAll(open.Select(intent => SettleAsync(intent, cancellationToken).AsTask()));
        await ledger.AppendAsync(Mark("start", open.Count), cancellationToken);
        metrics.SettledAtStart(open.Count);
        if (open.Count > 0)
        {
            LogSettled(logger, open.Count);
        }

        return open.Count;
    }

    /// <summary>Settles every open intent of another replica, which has ended; durable when the task completes.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> SettleAsync(ReplicaOnFile replica, CancellationToken cancellationToken)
    {
        IReadOnlyList<OpenIntent> open = await OpenIntentScan.FindAsync(ledger, replica, cancellationToken);
        await Task.WhenAll(open.Select(intent => SettleAsync(intent, cancellationToken).AsTask()));
        metrics.SettledAtStart(open.Count);
        return open.Count;
    }

    /// <summary>The event after which nothing before it is open.</summary>
    /// <param name="by"><c>start</c> or <c>stop</c>.</param>
    /// <param name="inDoubt">How many intents were settled with it.</param>
    public static LedgerEvent Mark(string by, int inDoubt) => new(
        LedgerEventKind.Settled,
        [new("by", by), new("in_doubt", inDoubt.ToString(CultureInfo.InvariantCulture))]);

    private async ValueTask SettleAsync(OpenIntent intent, CancellationToken cancellationToken)
    {
        bool isWrite = intent.Operation is null or not ("read" or "search" or "auth");
        if (!isWrite)
        {
            await ledger.AppendAsync(
                new LedgerEvent(LedgerEventKind.ForwardOutcome, [new("decision", intent.Decision.ToString()), new("outcome", "unknown")]), cancellationToken);
            return;
        }

        OfflineDetails details = new()
        {
            Method = "",
            Target = "",
            Reason = OutcomeUnknown,
            Code = OutcomeUnknown,
            Vendor = intent.Vendor,
            IsContentMissing = true,
        };
        SealedParts parts = sealer.Seal(intent.Agency, intent.Decision, details.ToBytes(), []);
        OfflineItem item = new()
        {
            Receipt = intent.Decision,
            AgencyId = intent.Agency,
            ReceivedAt = intent.At,
            Code = OutcomeUnknown,
            LockedAttempt = false,
            RecordKinds = KindOf(intent) is { } kind ? [kind.ToWire()] : [],
            Status = OfflineStatus.InDoubt,
            Attempts = 1,
            Bytes = 0,
            Clients = [],
            WrappedKey = parts.WrappedKey,
            SealedDetails = parts.SealedDetails,
            SealedContent = parts.SealedContent,
            Content = intent.Content,
        };
        await queue.StoreAsync(item, Evidence(intent, parts), cancellationToken);
    }

    private static LedgerEvent Evidence(OpenIntent intent, SealedParts parts)
    {
        List<KeyValuePair<string, string>> values = [new("decision", intent.Decision.ToString()), new("agency", intent.Agency)];
        if (intent.Vendor is { } vendor)
        {
            values.Add(new("vendor", vendor));
        }

        if (intent.Rule is { } rule)
        {
            values.Add(new("rule", rule));
        }

        values.Add(new("code", OutcomeUnknown));
        values.Add(new("content", "missing"));
        values.Add(new("ciphertext", Convert.ToHexStringLower(parts.CiphertextHash)));
        values.Add(new("digest", Convert.ToHexStringLower(parts.Digest)));
        return new LedgerEvent(LedgerEventKind.InDoubt, values);
    }

    private RecordKind? KindOf(OpenIntent intent) =>
        vendors.All.FirstOrDefault(vendor => vendor.Name == intent.Vendor)?.Profile.Rules.FirstOrDefault(rule => rule.Name == intent.Rule)?.Kind;

    [LoggerMessage(
        1090, LogLevel.Warning, "The gateway had ended without warning: {Count} forwards are in doubt. Each is an offline item with status in_doubt.")]
    private static partial void LogSettled(ILogger logger, int count);
}

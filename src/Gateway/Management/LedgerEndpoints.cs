using HmisGateway.Ledger;
using HmisGateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace HmisGateway.Management;

/// <summary>Management operations on the ledger.</summary>
internal static class LedgerEndpoints
{
    /// <summary>Maps them under <c>ledger</c>.</summary>
    public static void MapLedger(this RouteGroupBuilder management)
    {
        management.MapPost("/ledger/verifications", VerifyAsync);
        management.MapPost("/ledger/checkpoints", CheckpointAsync);
        management.MapGet("/ledger/anchor", CompareAsync);
        management.MapPost("/ledger/reconciliations", ReconcileAsync);
    }

    /// <summary>Verifies; the body is the text of an anchor, or empty.</summary>
    private static async Task<IResult> VerifyAsync(
        HttpContext context, ILedger ledger, IKeptItems kept, AnchorSeal seal, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        using StreamReader body = new(context.Request.Body);
        AnchorContent anchor = AnchorContent.Parse(await body.ReadToEndAsync(cancellationToken), seal);
        CheckpointCheck checkpoints = new(seal);
        ItemCheck items = new(kept);
        AnchorCheck anchored = new(anchor);
        LedgerReport report = await LedgerVerifier.VerifyAsync(ledger, [checkpoints, items, anchored], cancellationToken) switch
        {
            LedgerVerification.Verified whole => new(
                whole.Entries, Chains: 1, checkpoints.Checkpoints, Anchored: anchored.Lines > 0, BadEntry: null, Problem: null, items.Items, anchored.Lines),
            LedgerVerification.Broken broken => new(0, Chains: 0, Checkpoints: 0, Anchored: anchored.Lines > 0, broken.Sequence, broken.Problem),
            _ => throw new InvalidOperationException("A ledger is whole or broken."),
        };
        context.RequestServices.GetService<GatewayMetrics>()?.LedgerVerified(report.BadEntry is null);
        return TypedResults.Json(report, ManagementJson.Default.LedgerReport);
    }

    /// <summary>Seals the ledger's head for somebody outside.</summary>
    private static async Task<IResult> CheckpointAsync(ILedger ledger, AnchorSeal seal, TimeProvider time, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        AnchorLine checkpoint = await ledger.AppendAtHeadAsync(
            (sequence, hash) =>
            {
                AnchorLine line = seal.Seal(new AnchorLine
                {
                    Kind = AnchorLineKind.Checkpoint,
                    Sequence = sequence,
                    Hash = Convert.ToHexStringLower(hash),
                    At = now,
                });
                return (CheckpointCheck.EventOf(line), line);
            },
            cancellationToken);
        return TypedResults.Json(checkpoint, AnchorJson.Default.AnchorLine);
    }

    private static async Task<IResult> CompareAsync(LedgerAnchor anchor, CancellationToken cancellationToken) =>
        TypedResults.Json(AnchorReport.Of(await anchor.CompareAsync(cancellationToken)), ManagementJson.Default.AnchorReport);

    private static async Task<IResult> ReconcileAsync(Reconciliation stated, LedgerAnchor anchor)
    {
        StatedActor actor = stated.Actor ?? new StatedActor(null, null);
        if (actor.Problem(needsReason: true) is { } problem)
        {
            return ManagementProblem.Invalid(problem);
        }

        return await anchor.ReconcileAsync(actor.ToActor(), stated.LeaveMissing) switch
        {
            AnchorReconciliation.Done done => TypedResults.Json(AnchorReport.Of(done.Before), ManagementJson.Default.AnchorReport),
            AnchorReconciliation.NothingToDo => ManagementProblem.Conflict(
                "there is nothing to reconcile: the storage contains its anchor, or none is configured."),
            AnchorReconciliation.NoneMissing { Comparison.Missing.Count: var count } => ManagementProblem.Conflict(
                $"{count} No Sharings that were acknowledged are missing. Have their agencies record them again (`hmis-gateway ledger reconcile` lists them), or say --leave-missing."),
            _ => throw new InvalidOperationException("A storage was reconciled or not."),
        };
    }
}

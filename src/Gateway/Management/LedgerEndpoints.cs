using HmisGateway.Ledger;
using HmisGateway.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HmisGateway.Management;

/// <summary>Management operations on the ledger.</summary>
internal static class LedgerEndpoints
{
    /// <summary>Maps them under <c>ledger</c>.</summary>
    public static void MapLedger(this RouteGroupBuilder management) => management.MapPost("/ledger/verifications", VerifyAsync);

    private static async Task<JsonHttpResult<LedgerReport>> VerifyAsync(ILedger ledger, HttpContext context, CancellationToken cancellationToken)
    {
        LedgerReport report = await LedgerVerifier.VerifyAsync(ledger, cancellationToken) switch
        {
            LedgerVerification.Verified whole => new(whole.Entries, Chains: 1, Checkpoints: 0, Anchored: false, BadEntry: null, Problem: null),
            LedgerVerification.Broken broken => new(0, Chains: 0, Checkpoints: 0, Anchored: false, broken.Sequence, broken.Problem),
            _ => throw new InvalidOperationException("A ledger is whole or broken."),
        };
        context.RequestServices.GetService<GatewayMetrics>()?.LedgerVerified(report.BadEntry is null);
        return TypedResults.Json(report, ManagementJson.Default.LedgerReport);
    }
}

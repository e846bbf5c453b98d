using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Resubmitting;
using HmisGateway.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HmisGateway.Management;

/// <summary>Management operations that change offline items. An item is named by its receipt alone.</summary>
internal static class CustodyEndpoints
{
    /// <summary>Maps them under <c>offline</c>.</summary>
    public static void MapCustody(this RouteGroupBuilder management)
    {
        management.MapPost("/offline/{receipt:guid}/settlements", SettleAsync);
        management.MapPost("/offline/{receipt:guid}/resubmissions", ResubmitAsync);
        management.MapPost("/offline/erasures", EraseAsync);
    }

    private static JsonHttpResult<ManagementProblem> NoItem(Guid receipt) =>
        ManagementProblem.NotFound($"there is no offline item {receipt}.");

    private static JsonHttpResult<ItemOutcome> Outcome(Guid receipt, OfflineStatus status, int? vendorStatus = null, string? problem = null) =>
        TypedResults.Json(new ItemOutcome(receipt, status.ToWire(), vendorStatus, problem), ManagementJson.Default.ItemOutcome);

    private static async Task<IResult> SettleAsync(Guid receipt, Settlement settlement, OfflineCustodian custodian, CancellationToken cancellationToken)
    {
        StatedActor actor = settlement.Actor ?? new StatedActor(null, null);
        if (actor.Problem(needsReason: true) is { } problem)
        {
            return ManagementProblem.Invalid(problem);
        }

        if (await custodian.FindAgencyAsync(receipt, cancellationToken) is not { } agency)
        {
            return NoItem(receipt);
        }

        return await custodian.SettleAsync(agency, receipt, settlement.Arrived, actor.ToActor())
            ? Outcome(receipt, settlement.Arrived ? OfflineStatus.SentLater : OfflineStatus.Held)
            : ManagementProblem.Conflict($"the offline item {receipt} is not in doubt, so there is nothing to settle.");
    }

    private static async Task<IResult> ResubmitAsync(
        Guid receipt, StatedActor actor, RunningAs running, OfflineCustodian custodian, AgencyDirectory agencies, Resubmitter resubmitter, CancellationToken cancellationToken)
    {
        if (running.Role != HostRole.Serve)
        {
            return ManagementProblem.Conflict("resubmitting sends to HMIS, so the gateway has to run. Start it and try again.");
        }

        if (actor.Problem(needsReason: true) is { } problem)
        {
            return ManagementProblem.Invalid(problem);
        }

        if (await custodian.FindAgencyAsync(receipt, cancellationToken) is not { } id)
        {
            return NoItem(receipt);
        }

        if (agencies.Find(id) is not { IsDisabled: false } agency)
        {
            return ManagementProblem.Conflict($"the agency '{id}' is disabled, so nothing of it is sent.");
        }

        return await resubmitter.ResubmitAsync(agency, receipt, actor.ToActor(), call: null) switch
        {
            Resubmission.Answered { IsTaken: true } answered => Outcome(receipt, OfflineStatus.Resubmitted, answered.Status),
            Resubmission.Answered answered => Outcome(receipt, OfflineStatus.Held, answered.Status, $"HMIS answered {answered.Status}"),
            Resubmission.Withheld withheld => Outcome(receipt, OfflineStatus.Held, problem: $"it would be kept offline again ({withheld.Code.ToWire()})"),
            Resubmission.NotHeld notHeld => Outcome(receipt, notHeld.Status, problem: "it is not held any more"),
            Resubmission.VendorUnavailable => Outcome(receipt, OfflineStatus.Held, problem: "HMIS cannot be reached; nothing was sent"),
            Resubmission.OutcomeUnknown => Outcome(receipt, OfflineStatus.InDoubt, problem: "it was sent and no complete answer came; look whether it arrived, then `offline settle`"),
            Resubmission.NotFound => NoItem(receipt),
            _ => ManagementProblem.Answer(StatusCodes.Status503ServiceUnavailable, "nothing was sent: the storage cannot be used."),
        };
    }

    private static async Task<IResult> EraseAsync(
        Erasures asked, OfflineCustodian custodian, AgencyDirectory agencies, RoiCalendar calendar, CancellationToken cancellationToken)
    {
        StatedActor actor = asked.Actor ?? new StatedActor(null, null);
        if (actor.Problem(needsReason: true) is { } problem)
        {
            return ManagementProblem.Invalid(problem);
        }

        if (asked.Agency is { } agency && agencies.Find(agency) is null)
        {
            return ManagementProblem.NoAgency(agency);
        }

        List<(string Agency, Guid Receipt)> found = [];
        if (asked is { Agency: { } id, Before: { } before })
        {
            found.AddRange((await custodian.FindErasableAsync(id, calendar.MomentOf(before).From, cancellationToken)).Select(receipt => (id, receipt)));
        }

        int missing = 0;
        foreach (Guid receipt in asked.Receipts ?? [])
        {
            if (await custodian.FindAgencyAsync(receipt, cancellationToken) is { } owner)
            {
                found.AddRange((await custodian.FindErasablePartsAsync(owner, receipt, cancellationToken)).Select(part => (owner, part)));
                found.Add((owner, receipt));
            }
            else
            {
                missing++;
            }
        }

        if (asked.IsTrial)
        {
            return TypedResults.Json(new ErasureReport(found.Count, missing, IsLogEmpty: true), ManagementJson.Default.ErasureReport);
        }

        ErasureReport report = new(0, missing, IsLogEmpty: true);
        foreach (IGrouping<string, Guid> items in found.GroupBy(static item => item.Agency, static item => item.Receipt))
        {
            Guid[] receipts = [.. items.Distinct()];
            try
            {
                (int erased, bool isLogEmpty) = await custodian.EraseAsync(items.Key, receipts, actor.ToActor());
                report = new(report.Erased + erased, report.Left + receipts.Length - erased, report.IsLogEmpty && isLogEmpty);
            }
            catch (IOException exception)
            {
                return ManagementProblem.Answer(StatusCodes.Status500InternalServerError, exception.Message);
            }
        }

        return TypedResults.Json(report, ManagementJson.Default.ErasureReport);
    }
}

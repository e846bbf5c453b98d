using HmisGateway.Agencies;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Resubmitting;
using HmisGateway.Telemetry;

namespace HmisGateway.AgencyApi;

/// <summary>The call that sends an offline item again.</summary>
internal static class ResubmissionEndpoint
{
    /// <summary>Decides about the item afresh, and sends it when that is permitted, with the vendor credential of this call or the configured one.</summary>
    public static async Task PostAsync(AgencyCall call)
    {
        List<ProblemError> errors = [];
        Actor actor = ActorHeaders.Read(call.Context.Request, isRequired: true, errors);
        if (errors.Count > 0)
        {
            await call.AnswerInvalidAsync(errors);
            return;
        }

        if (!Guid.TryParseExact(call.Route("receipt"), "D", out Guid receipt))
        {
            await call.AnswerAsync(Problems.NotFound());
            return;
        }

        Resubmission resubmission = await call.Service<Resubmitter>().ResubmitAsync(call.Agency, receipt, actor, call.Context.Request.Headers);
        await (resubmission switch
        {
            Resubmission.Answered answered => call.AnswerAsync(
                new ResubmissionAnswer(
                    receipt,
                    (answered.IsTaken ? OfflineStatus.Resubmitted : OfflineStatus.Held).ToWire(),
                    answered.Status,
                    answered.ContentType,
                    answered.Body),
                AgencyApiJson.Default.ResubmissionAnswer),
            Resubmission.NotFound => call.AnswerAsync(Problems.NotFound()),
            Resubmission.NotHeld notHeld => call.AnswerAsync(Problems.Conflict($"The item is not held any more; its status is {notHeld.Status.ToWire()}.")),
            Resubmission.Withheld withheld => call.AnswerAsync(Problems.Conflict(
                $"It would be kept offline again ({withheld.Code.ToWire()}). Nothing was sent, and the item is held as before.")),
            Resubmission.VendorUnavailable => call.AnswerAsync(Problems.VendorUnavailable()),
            Resubmission.OutcomeUnknown => call.AnswerAsync(Problems.OutcomeUnknown(receipt)),
            Resubmission.NotPreserved => call.AnswerAsync(Problems.NotPreserved()),
            _ => throw new InvalidOperationException("A resubmission has one of these results."),
        });
    }
}

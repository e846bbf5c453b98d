using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Pipeline.Answers;

namespace HmisGateway.AgencyApi;

/// <summary>The call that separates a client from whom it was taken for.</summary>
internal static class SeparationEndpoint
{
    private const long MaxBytes = 4 * 1024;

    /// <summary>Separates; answers when nothing that was decided before is in flight.</summary>
    public static async Task PostAsync(AgencyCall call)
    {
        call.LimitBody(MaxBytes);
        List<ProblemError> errors = [];
        Actor actor = ActorHeaders.Read(call.Context.Request, isRequired: true, errors);
        JsonBody<SeparationRequest> body = await JsonBody<SeparationRequest>.ReadAsync(call.Context, AgencyApiJson.Default.SeparationRequest, call.Aborted);
        errors.AddRange(body.Errors);
        if (errors.Count > 0 || body.Value is not { } from)
        {
            await call.AnswerInvalidAsync(errors);
            return;
        }

        SeparationOutcome outcome = await call.Service<PersonSeparator>().SeparateAsync(call.Agency.Id, call.Route("clientId"), from, actor, call.Aborted);
        await (outcome switch
        {
            SeparationOutcome.Separated done => call.AnswerAsync(new SeparationAnswer(done.RecordedAt), AgencyApiJson.Default.SeparationAnswer),
            SeparationOutcome.NoForm => call.AnswerAsync(Problems.NotFound()),
            SeparationOutcome.Invalid invalid => call.AnswerInvalidBodyAsync(invalid.Problems),
            _ => throw new InvalidOperationException("A client was separated or not."),
        });
    }
}

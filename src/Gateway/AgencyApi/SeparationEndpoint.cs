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
        if (await call.ReadAsync(MaxBytes, isActorRequired: true, AgencyApiJson.Default.SeparationRequest) is not { } stated)
        {
            return;
        }

        SeparationOutcome outcome = await call.Service<PersonSeparator>().SeparateAsync(
            call.Agency.Id, call.Route("clientId"), stated.Body, stated.Actor, call.Aborted);
        await (outcome switch
        {
            SeparationOutcome.Separated done => call.AnswerAsync(new SeparationAnswer(done.RecordedAt), AgencyApiJson.Default.SeparationAnswer),
            SeparationOutcome.NoForm => call.AnswerAsync(Problems.NotFound()),
            SeparationOutcome.Invalid invalid => call.AnswerInvalidBodyAsync(invalid.Problems),
            _ => throw new InvalidOperationException("A client was separated or not."),
        });
    }
}

using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Pipeline.Answers;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.AgencyApi;

/// <summary>The calls about ROIs.</summary>
internal static class RoiEndpoints
{
    private const long MaxFormBytes = 64 * 1024;
    private const long MaxImportBytes = 64 * 1024 * 1024;

    /// <summary>Records a form; answers when it is durable and what it forbids is no longer in flight.</summary>
    public static async Task PutAsync(AgencyCall call)
    {
        call.LimitBody(MaxFormBytes);
        List<ProblemError> errors = [];
        Actor actor = ActorHeaders.Read(call.Context.Request, isRequired: false, errors);
        JsonBody<RoiSubmission> body = await JsonBody<RoiSubmission>.ReadAsync(call.Context, AgencyApiJson.Default.RoiSubmission, call.Aborted);
        errors.AddRange(body.Errors);
        if (errors.Count > 0 || body.Value is not { } submission)
        {
            await call.AnswerInvalidAsync(errors);
            return;
        }

        RoiRecordingOutcome outcome = await call.Service<RoiRecorder>().RecordAsync(
            call.Agency.Id, call.Route("clientId"), submission, actor, call.Aborted);
        await (outcome switch
        {
            RoiRecordingOutcome.Recorded recorded => call.AnswerAsync(RoiAnswer.Of(recorded), AgencyApiJson.Default.RoiAnswer),
            RoiRecordingOutcome.Invalid invalid => call.AnswerInvalidBodyAsync(invalid.Problems),
            _ => throw new InvalidOperationException("A form was recorded or not."),
        });
    }

    /// <summary>Shows the forms of a client.</summary>
    public static async Task GetAsync(AgencyCall call)
    {
        RoiOnFile? onFile = await call.Service<RoiReader>().ReadAsync(call.Agency.Id, call.Route("clientId"), call.Aborted);
        await (onFile is null
            ? call.AnswerAsync(Problems.NotFound())
            : call.AnswerAsync(onFile, AgencyApiJson.Default.RoiOnFile));
    }

    /// <summary>Imports a file of forms.</summary>
    public static async Task ImportAsync(AgencyCall call)
    {
        call.LimitBody(MaxImportBytes);
        HttpRequest request = call.Context.Request;
        List<ProblemError> errors = [];
        Actor actor = ActorHeaders.Read(request, isRequired: false, errors);
        bool dropEnds = ReadWord(request, "ends", "keep", "drop", errors);
        bool isDryRun = ReadWord(request, "dryRun", "false", "true", errors);
        if (request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true || request.Headers.ContentEncoding.Count > 0)
        {
            errors.Add(new ProblemError("Content-Type", "Send the file itself as the body, as text/csv, not compressed."));
        }

        if (errors.Count > 0)
        {
            await call.AnswerInvalidAsync(errors);
            return;
        }

        RoiImportOutcome outcome = await call.Service<RoiImporter>().ImportAsync(
            call.Agency.Id, request.Body, new RoiImportOptions(dropEnds, isDryRun), actor, progress: null, call.Aborted);
        await (outcome switch
        {
            RoiImportOutcome.Completed completed => call.AnswerAsync(RoiImportAnswer.Of(completed), AgencyApiJson.Default.RoiImportAnswer),
            RoiImportOutcome.Refused refused => call.AnswerInvalidAsync([new ProblemError("", refused.Problem)]),
            _ => throw new InvalidOperationException("A file was looked at or not."),
        });
    }

    private static bool ReadWord(HttpRequest request, string parameter, string no, string yes, List<ProblemError> errors)
    {
        StringValues stated = request.Query[parameter];
        if (stated.Count > 1 || (stated.Count == 1 && stated[0] != no && stated[0] != yes))
        {
            errors.Add(new ProblemError(parameter, $"Write {no} or {yes}, or leave it out."));
        }

        return stated.Count == 1 && stated[0] == yes;
    }
}

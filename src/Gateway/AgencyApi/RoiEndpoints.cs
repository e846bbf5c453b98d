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

    /// <summary>How long a caller waits that does not say: enough to see that nothing is in flight, on any storage.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(250);

    /// <summary>Records a form; answers when it is durable and what it forbids is no longer in flight, or before that a caller that cannot wait.</summary>
    public static async Task PutAsync(AgencyCall call)
    {
        if (await call.ReadAsync(MaxFormBytes, isActorRequired: false, AgencyApiJson.Default.RoiSubmission) is not { } stated)
        {
            return;
        }

        Preference preference = Preference.Of(call.Context.Request);
        RoiRecordingOutcome outcome = await call.Service<RoiRecorder>().RecordAsync(
            call.Agency.Id, call.Route("clientId"), stated.Body, stated.Actor, preference.RespondsAsync ? WaitOf(call, preference) : null, call.Aborted);
        if (outcome is RoiRecordingOutcome.Draining)
        {
            call.Context.Response.Headers[Preference.AppliedName] = Preference.RespondAsync;
        }

        await (outcome switch
        {
            RoiRecordingOutcome.Recorded recorded => call.AnswerAsync(RoiAnswer.Of(recorded), AgencyApiJson.Default.RoiAnswer),
            RoiRecordingOutcome.Draining draining => AnswerDrainingAsync(call, draining.Version, draining.RecordedAt),
            RoiRecordingOutcome.Invalid invalid => call.AnswerInvalidBodyAsync(invalid.Problems),
            _ => throw new InvalidOperationException("A form was recorded or not."),
        });
    }

    /// <summary>Answers whether anything is in flight that was admitted before the latest form of a client.</summary>
    public static async Task DrainAsync(AgencyCall call)
    {
        RoiDrainOutcome outcome = await call.Service<RoiDrains>().AskAsync(
            call.Agency.Id, call.Route("clientId"), WaitOf(call, Preference.Of(call.Context.Request)), call.Aborted);
        await (outcome switch
        {
            RoiDrainOutcome.Drained drained => call.AnswerAsync(RoiDrainedAnswer.Of(drained), AgencyApiJson.Default.RoiDrainedAnswer),
            RoiDrainOutcome.Draining draining => AnswerDrainingAsync(call, draining.Version, draining.RecordedAt),
            RoiDrainOutcome.NoForm => call.AnswerAsync(Problems.NotFound()),
            _ => throw new InvalidOperationException("A client's forwards are drained or not."),
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

    private static TimeSpan WaitOf(AgencyCall call, Preference preference)
    {
        TimeSpan longest = call.Service<FenceOptions>().DrainTimeout;
        TimeSpan wait = preference.Wait ?? ShortWait;
        return wait < longest ? wait : longest;
    }

    private static Task AnswerDrainingAsync(AgencyCall call, int version, DateTimeOffset recordedAt)
    {
        string status = $"{AgencyApiEndpoints.Prefix}/clients/{Uri.EscapeDataString(call.Route("clientId"))}/roi/drain";
        HttpResponse response = call.Context.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers.Location = status;
        response.Headers.RetryAfter = "1";
        return call.AnswerAsync(new RoiDrainingAnswer(version, recordedAt, "draining", status), AgencyApiJson.Default.RoiDrainingAnswer);
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

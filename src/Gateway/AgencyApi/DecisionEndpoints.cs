using HmisGateway.Hosting;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Telemetry;

namespace HmisGateway.AgencyApi;

/// <summary>The what-if call.</summary>
internal static class DecisionEndpoints
{
    private const int MaxMethodLength = 32;
    private const long MaxBytesAroundBody = 64 * 1024;

    /// <summary>Answers what would become of a request; nothing is sent or stored.</summary>
    public static async Task PreviewAsync(AgencyCall call)
    {
        // Base64 takes four characters for three bytes.
        call.LimitBody((call.Service<GatewayOptions>().MaxRequestBodyBytes * 4L / 3) + MaxBytesAroundBody);
        JsonBody<DecisionPreviewRequest> body = await JsonBody<DecisionPreviewRequest>.ReadAsync(
            call.Context, AgencyApiJson.Default.DecisionPreviewRequest, call.Aborted);
        List<ProblemError> errors = [.. body.Errors];
        if (body.Value is { } stated)
        {
            Check(stated, errors);
        }

        if (errors.Count > 0 || body.Value is not { } request)
        {
            await call.AnswerInvalidAsync(errors);
            return;
        }

        DecisionPreview preview = await call.Service<IDecisionPreview>().PreviewAsync(call.Agency, request, call.Aborted);
        DecisionAnswer answer = new(
            preview.Code is not null ? "divert" : preview.IsSplit ? "split" : "forward", preview.Code?.ToWire(), preview.LockedAttempt, preview.Rule, preview.Records);
        await call.AnswerAsync(answer, AgencyApiJson.Default.DecisionAnswer);
    }

    private static void Check(DecisionPreviewRequest request, List<ProblemError> errors)
    {
        // Members that must stand may still be null in JSON.
        if (request.Method is not { Length: > 0 and <= MaxMethodLength } || !request.Method.All(char.IsAsciiLetterUpper))
        {
            errors.Add(new ProblemError("/method", "Write a method in capital letters, e.g. POST."));
        }

        if (request.Path is not ['/', ..])
        {
            errors.Add(new ProblemError("/path", "Write path and query as they would be sent, beginning with a slash."));
        }
    }
}

using HmisGateway.Consent;
using HmisGateway.Offline;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HmisGateway.Management;

/// <summary>Management operations on ROIs.</summary>
internal static class RoiEndpoints
{
    /// <summary>The header that names who imports, percent-encoded.</summary>
    public const string ActorHeader = "Hmis-Gateway-Actor";

    /// <summary>Maps them under <c>agencies/{id}</c>.</summary>
    public static void MapRois(this RouteGroupBuilder agency)
    {
        agency.MapPost("/rois", RecordAsync);
        agency.MapPost("/roi-questions", ShowAsync);
        agency.MapPost("/roi-imports", ImportAsync);
        agency.MapGet("/missing-rois", MissingAsync);
        agency.MapPost("/separations", SeparateAsync);
    }

    private static JsonHttpResult<ManagementProblem> NoRoi() => ManagementProblem.NotFound("this agency has no ROI on file for this client.");

    private static async Task<JsonHttpResult<MissingRois>> MissingAsync(string id, Worklist worklist, CancellationToken cancellationToken) =>
        TypedResults.Json(new MissingRois(await worklist.ReadMissingAsync(id, cancellationToken)), ManagementJson.Default.MissingRois);

    private static async Task<IResult> RecordAsync(string id, RoiToRecord stated, RoiRecorder recorder, CancellationToken cancellationToken)
    {
        StatedActor actor = stated.Actor ?? new StatedActor(null, null);
        if (actor.Problem(needsReason: false) is { } problem)
        {
            return ManagementProblem.Invalid(problem);
        }

        return await recorder.RecordAsync(id, stated.ClientId ?? "", stated.Form ?? new RoiSubmission(), actor.ToActor(), cancellationToken) switch
        {
            RoiRecordingOutcome.Recorded done => TypedResults.Json(
                new RecordedRoi(done.Version, done.RecordedAt, done.Effective, done.Current, done.Recognises, done.Drained.ToWord()),
                ManagementJson.Default.RecordedRoi),
            RoiRecordingOutcome.Invalid invalid => ManagementProblem.Invalid(invalid.Problems),
            _ => throw new InvalidOperationException("A ROI was recorded or not."),
        };
    }

    private static async Task<IResult> SeparateAsync(string id, ClientSeparation stated, PersonSeparator separator, CancellationToken cancellationToken)
    {
        StatedActor actor = stated.Actor ?? new StatedActor(null, null);
        if (actor.Problem(needsReason: true) is { } problem)
        {
            return ManagementProblem.Invalid(problem);
        }

        return await separator.SeparateAsync(id, stated.ClientId ?? "", stated.From ?? new SeparationRequest(), actor.ToActor(), cancellationToken) switch
        {
            SeparationOutcome.Separated done => TypedResults.Json(new SeparatedClient(done.RecordedAt), ManagementJson.Default.SeparatedClient),
            SeparationOutcome.NoForm => NoRoi(),
            SeparationOutcome.Invalid invalid => ManagementProblem.Invalid(invalid.Problems),
            _ => throw new InvalidOperationException("A client was separated or not."),
        };
    }

    private static async Task<IResult> ShowAsync(string id, ClientQuestion question, RoiReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(id, question.ClientId ?? "", cancellationToken) is { } onFile
            ? TypedResults.Json(onFile, ManagementJson.Default.RoiOnFile)
            : NoRoi();

    private static async Task<IResult> ImportAsync(
        string id, string? ends, bool? dryRun, HttpContext context, RoiImporter importer, CancellationToken cancellationToken)
    {
        StatedActor actor = new(
            context.Request.Headers[ActorHeader] is [{ Length: > 0 } name] ? Uri.UnescapeDataString(name) : null, Reason: null);
        if (actor.Problem(needsReason: false) is { } problem)
        {
            return ManagementProblem.Invalid(problem);
        }

        // The file is read as it comes; however long it is, no more than a batch of rows is in memory.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        RoiImportOptions options = new(DropEnds: ends == "drop", IsDryRun: dryRun ?? false);
        return await importer.ImportAsync(id, context.Request.Body, options, actor.ToActor(), progress: null, cancellationToken) switch
        {
            RoiImportOutcome.Completed done => TypedResults.Json(
                new ImportReport(done.Accepted, done.Rejected, done.Drained.ToWord()), ManagementJson.Default.ImportReport),
            RoiImportOutcome.Refused refused => ManagementProblem.Invalid(refused.Problem),
            _ => throw new InvalidOperationException("A file was imported or refused."),
        };
    }
}

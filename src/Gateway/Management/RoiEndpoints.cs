using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Offline;
using Microsoft.AspNetCore.Http.Features;

namespace HmisGateway.Management;

/// <summary>Management operations on ROIs.</summary>
internal static class RoiEndpoints
{
    /// <summary>The header that names who imports, percent-encoded.</summary>
    public const string ActorHeader = "Hmis-Gateway-Actor";

    /// <summary>Maps them under <c>agencies/{id}</c>.</summary>
    public static void MapRois(this RouteGroupBuilder management)
    {
        management.MapPost("/agencies/{id}/rois", RecordAsync);
        management.MapPost("/agencies/{id}/roi-questions", ShowAsync);
        management.MapPost("/agencies/{id}/roi-imports", ImportAsync);
        management.MapGet("/agencies/{id}/missing-rois", MissingAsync);
        management.MapPost("/agencies/{id}/separations", SeparateAsync);
    }

    private static async Task<IResult> MissingAsync(string id, AgencyDirectory agencies, Worklist worklist, CancellationToken cancellationToken) =>
        agencies.Find(id) is null
            ? ManagementProblem.NoAgency(id)
            : TypedResults.Json(new MissingRois(await worklist.ReadMissingAsync(id, cancellationToken)), ManagementJson.Default.MissingRois);

    private static async Task<IResult> RecordAsync(
        string id, RoiToRecord stated, AgencyDirectory agencies, RoiRecorder recorder, CancellationToken cancellationToken)
    {
        if (agencies.Find(id) is null)
        {
            return ManagementProblem.NoAgency(id);
        }

        StatedActor actor = stated.Actor ?? new StatedActor(null, null);
        if (actor.Problem(needsReason: false) is { } problem)
        {
            return ManagementProblem.Answer(StatusCodes.Status422UnprocessableEntity, problem);
        }

        return await recorder.RecordAsync(id, stated.ClientId ?? "", stated.Form ?? new RoiSubmission(), actor.ToActor(), cancellationToken) switch
        {
            RoiRecordingOutcome.Recorded done => TypedResults.Json(
                new RecordedRoi(done.Version, done.RecordedAt, done.Effective, done.Current, done.Recognises, done.Drained.ToWord()),
                ManagementJson.Default.RecordedRoi),
            RoiRecordingOutcome.Invalid invalid => ManagementProblem.Answer(
                StatusCodes.Status422UnprocessableEntity, string.Join(' ', invalid.Problems.Select(static p => $"{p.Field}: {p.Detail}"))),
            _ => throw new InvalidOperationException("A ROI was recorded or not."),
        };
    }

    private static async Task<IResult> SeparateAsync(
        string id, ClientSeparation stated, AgencyDirectory agencies, PersonSeparator separator, CancellationToken cancellationToken)
    {
        if (agencies.Find(id) is null)
        {
            return ManagementProblem.NoAgency(id);
        }

        StatedActor actor = stated.Actor ?? new StatedActor(null, null);
        if (actor.Problem(needsReason: true) is { } problem)
        {
            return ManagementProblem.Answer(StatusCodes.Status422UnprocessableEntity, problem);
        }

        return await separator.SeparateAsync(id, stated.ClientId ?? "", stated.From ?? new SeparationRequest(), actor.ToActor(), cancellationToken) switch
        {
            SeparationOutcome.Separated done => TypedResults.Json(new SeparatedClient(done.RecordedAt), ManagementJson.Default.SeparatedClient),
            SeparationOutcome.NoForm => ManagementProblem.Answer(StatusCodes.Status404NotFound, "this agency has no ROI on file for this client."),
            SeparationOutcome.Invalid invalid => ManagementProblem.Answer(
                StatusCodes.Status422UnprocessableEntity, string.Join(' ', invalid.Problems.Select(static p => $"{p.Field}: {p.Detail}"))),
            _ => throw new InvalidOperationException("A client was separated or not."),
        };
    }

    private static async Task<IResult> ShowAsync(
        string id, ClientQuestion question, AgencyDirectory agencies, RoiReader reader, CancellationToken cancellationToken)
    {
        if (agencies.Find(id) is null)
        {
            return ManagementProblem.NoAgency(id);
        }

        return await reader.ReadAsync(id, question.ClientId ?? "", cancellationToken) is { } onFile
            ? TypedResults.Json(onFile, ManagementJson.Default.RoiOnFile)
            : ManagementProblem.Answer(StatusCodes.Status404NotFound, "this agency has no ROI on file for this client.");
    }

    private static async Task<IResult> ImportAsync(
        string id, string? ends, bool? dryRun, HttpContext context, AgencyDirectory agencies, RoiImporter importer, CancellationToken cancellationToken)
    {
        if (agencies.Find(id) is null)
        {
            return ManagementProblem.NoAgency(id);
        }

        StatedActor actor = new(
            context.Request.Headers[ActorHeader] is [{ Length: > 0 } name] ? Uri.UnescapeDataString(name) : null, Reason: null);
        if (actor.Problem(needsReason: false) is { } problem)
        {
            return ManagementProblem.Answer(StatusCodes.Status422UnprocessableEntity, problem);
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
            RoiImportOutcome.Refused refused => ManagementProblem.Answer(StatusCodes.Status422UnprocessableEntity, refused.Problem),
            _ => throw new InvalidOperationException("A file was imported or refused."),
        };
    }
}

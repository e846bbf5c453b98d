using HmisGateway.Agencies;
using HmisGateway.Offline;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HmisGateway.Management;

/// <summary>Management operations on the offline queue.</summary>
internal static class OfflineEndpoints
{
    /// <summary>Maps them under <c>agencies/{id}</c>.</summary>
    public static void MapOffline(this RouteGroupBuilder management)
    {
        management.MapPost("/agencies/{id}/offline-questions", ListAsync);
        management.MapGet("/agencies/{id}/offline/{receipt:guid}", ShowAsync);
        management.MapPost("/agencies/{id}/offline/{receipt:guid}/reveals", RevealAsync);
    }

    private static JsonHttpResult<ManagementProblem> NoItem() =>
        ManagementProblem.Answer(StatusCodes.Status404NotFound, "this agency has no offline item with this receipt.");

    private static async Task<IResult> ListAsync(
        string id, OfflineQuestion question, AgencyDirectory agencies, OfflineItemReader reader, CancellationToken cancellationToken)
    {
        if (agencies.Find(id) is null)
        {
            return ManagementProblem.NoAgency(id);
        }

        OfflineFilter filter = new(
            question.After, question.Limit ?? OfflineFilter.DefaultLimit, question.Client, question.Code, question.Status);
        return await reader.ListAsync(id, filter, cancellationToken) switch
        {
            OfflineListing.Page page => TypedResults.Json(
                new OfflinePage([.. page.Items.Select(OfflineSummary.Of)], page.NextCursor), ManagementJson.Default.OfflinePage),
            OfflineListing.Invalid invalid => ManagementProblem.Answer(
                StatusCodes.Status422UnprocessableEntity, string.Join(' ', invalid.Problems.Select(static p => $"{p.Field}: {p.Detail}"))),
            _ => throw new InvalidOperationException("A list is a page or invalid."),
        };
    }

    private static async Task<IResult> ShowAsync(
        string id, Guid receipt, AgencyDirectory agencies, OfflineItemReader reader, CancellationToken cancellationToken)
    {
        if (agencies.Find(id) is null)
        {
            return ManagementProblem.NoAgency(id);
        }

        return await reader.ShowAsync(id, receipt, cancellationToken) is { } item
            ? TypedResults.Json(OfflineSummary.Of(item), ManagementJson.Default.OfflineSummary)
            : NoItem();
    }

    private static async Task<IResult> RevealAsync(
        string id, Guid receipt, StatedActor actor, AgencyDirectory agencies, OfflineItemReader reader, CancellationToken cancellationToken)
    {
        if (agencies.Find(id) is null)
        {
            return ManagementProblem.NoAgency(id);
        }

        if (actor.Problem(needsReason: true) is { } problem)
        {
            return ManagementProblem.Answer(StatusCodes.Status422UnprocessableEntity, problem);
        }

        return await reader.ShowAsync(id, receipt, cancellationToken) is { } item
            && await reader.RevealAsync(id, receipt, actor.ToActor(), cancellationToken) is { } opened
            ? TypedResults.Json(await RevealedItem.OfAsync(item, opened, cancellationToken), ManagementJson.Default.RevealedItem)
            : NoItem();
    }
}

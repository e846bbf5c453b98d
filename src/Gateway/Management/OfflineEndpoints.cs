using HmisGateway.Offline;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HmisGateway.Management;

/// <summary>Management operations on the offline queue.</summary>
internal static class OfflineEndpoints
{
    /// <summary>Maps them under <c>agencies/{id}</c>.</summary>
    public static void MapOffline(this RouteGroupBuilder agency)
    {
        agency.MapPost("/offline-questions", ListAsync);
        agency.MapGet("/offline/{receipt:guid}", ShowAsync);
        agency.MapPost("/offline/{receipt:guid}/reveals", RevealAsync);
    }

    private static JsonHttpResult<ManagementProblem> NoItem() =>
        ManagementProblem.NotFound("this agency has no offline item with this receipt.");

    private static async Task<IResult> ListAsync(string id, OfflineQuestion question, OfflineItemReader reader, CancellationToken cancellationToken)
    {
        OfflineFilter filter = new(
            question.After, question.Limit ?? OfflineFilter.DefaultLimit, question.Client, question.Code, question.Status);
        return await reader.ListAsync(id, filter, cancellationToken) switch
        {
            OfflineListing.Page page => TypedResults.Json(
                new OfflinePage([.. page.Items.Select(OfflineSummary.Of)], page.NextCursor), ManagementJson.Default.OfflinePage),
            OfflineListing.Invalid invalid => ManagementProblem.Invalid(invalid.Problems),
            _ => throw new InvalidOperationException("A list is a page or invalid."),
        };
    }

    private static async Task<IResult> ShowAsync(string id, Guid receipt, OfflineItemReader reader, CancellationToken cancellationToken) =>
        await reader.ShowAsync(id, receipt, cancellationToken) is { } item
            ? TypedResults.Json(OfflineSummary.Of(item), ManagementJson.Default.OfflineSummary)
            : NoItem();

    private static async Task<IResult> RevealAsync(string id, Guid receipt, StatedActor actor, OfflineItemReader reader, CancellationToken cancellationToken)
    {
        if (actor.Problem(needsReason: true) is { } problem)
        {
            return ManagementProblem.Invalid(problem);
        }

        return await reader.ShowAsync(id, receipt, cancellationToken) is { } item
            && await reader.RevealAsync(id, receipt, actor.ToActor(), cancellationToken) is { } opened
            ? TypedResults.Json(await RevealedItem.OfAsync(item, opened, cancellationToken), ManagementJson.Default.RevealedItem)
            : NoItem();
    }
}

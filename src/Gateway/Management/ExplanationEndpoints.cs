using HmisGateway.Agencies;

namespace HmisGateway.Management;

/// <summary>The management operation behind <c>explain</c>.</summary>
internal static class ExplanationEndpoints
{
    /// <summary>Maps it under <c>agencies/{id}/explanations</c>.</summary>
    public static void MapExplanations(this RouteGroupBuilder agency) => agency.MapPost("/explanations", ExplainAsync);

    private static async Task<IResult> ExplainAsync(
        string id, ExplanationRequest request, AgencyDirectory agencies, IExplainer explainer, CancellationToken cancellationToken) =>
        agencies.Find(id) is { } agency
            ? TypedResults.Json(await explainer.ExplainAsync(agency, request, cancellationToken), ManagementJson.Default.Explanation)
            : ManagementProblem.NoAgency(id);
}

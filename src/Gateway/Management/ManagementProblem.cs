using Microsoft.AspNetCore.Http.HttpResults;

namespace HmisGateway.Management;

/// <summary>The body of a refused management operation.</summary>
/// <param name="Problem">What is wrong and what to do, in one line, without personal data.</param>
internal sealed record ManagementProblem(string Problem)
{
    /// <summary>There is no such agency.</summary>
    public static JsonHttpResult<ManagementProblem> NoAgency(string id) =>
        Answer(StatusCodes.Status404NotFound, $"there is no agency '{id}'. See `hmis-gateway agency list`.");

    /// <summary>The answer with a status and a problem.</summary>
    public static JsonHttpResult<ManagementProblem> Answer(int status, string problem) =>
        TypedResults.Json(new ManagementProblem(problem), ManagementJson.Default.ManagementProblem, statusCode: status);
}

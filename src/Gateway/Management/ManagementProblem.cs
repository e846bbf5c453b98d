using HmisGateway.Consent;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HmisGateway.Management;

/// <summary>The body of a refused management operation.</summary>
/// <param name="Problem">What is wrong and what to do, in one line, without personal data.</param>
internal sealed record ManagementProblem(string Problem)
{
    /// <summary>There is no such agency.</summary>
    public static JsonHttpResult<ManagementProblem> NoAgency(string id) =>
        Answer(StatusCodes.Status404NotFound, $"there is no agency '{id}'. See `hmis-gateway agency list`.");

    /// <summary>What was stated cannot be taken.</summary>
    public static JsonHttpResult<ManagementProblem> Invalid(string problem) => Answer(StatusCodes.Status422UnprocessableEntity, problem);

    /// <summary>Fields that were stated cannot be taken.</summary>
    public static JsonHttpResult<ManagementProblem> Invalid(IReadOnlyList<FieldProblem> problems) =>
        Invalid(string.Join(' ', problems.Select(static problem => $"{problem.Field}: {problem.Detail}")));

    /// <summary>It cannot be done as things stand.</summary>
    public static JsonHttpResult<ManagementProblem> Conflict(string problem) => Answer(StatusCodes.Status409Conflict, problem);

    /// <summary>There is no such thing.</summary>
    public static JsonHttpResult<ManagementProblem> NotFound(string problem) => Answer(StatusCodes.Status404NotFound, problem);

    /// <summary>The answer with a status and a problem.</summary>
    public static JsonHttpResult<ManagementProblem> Answer(int status, string problem) =>
        TypedResults.Json(new ManagementProblem(problem), ManagementJson.Default.ManagementProblem, statusCode: status);
}

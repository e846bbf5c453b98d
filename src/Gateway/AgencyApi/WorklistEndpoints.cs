using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;

namespace HmisGateway.AgencyApi;

/// <summary>The call about what waits for a person.</summary>
internal static class WorklistEndpoints
{
    /// <summary>Lists the agency's clients whose data waits, with what to do next.</summary>
    public static async Task ListAsync(AgencyCall call)
    {
        List<ProblemError> errors = [];
        IQueryCollection query = call.Context.Request.Query;
        PageQuery.RefuseUnknown(query, errors, "after", "limit");
        string? after = PageQuery.ReadOne(query, "after", errors);
        int limit = PageQuery.ReadLimit(query, errors);
        WorklistPlace? place = after is null ? null : WorklistPlace.Read(after);
        if (after is not null && place is null)
        {
            errors.Add(new ProblemError("after", "Write the nextCursor of the page before, or leave it out."));
        }

        if (limit is < 1 or > Worklist.MaxLimit)
        {
            errors.Add(new ProblemError("limit", "Write a number from 1 to 500."));
        }

        if (errors.Count > 0)
        {
            await call.AnswerInvalidAsync(errors);
            return;
        }

        (IReadOnlyList<WorklistEntry> entries, WorklistPlace? next) =
            await call.Service<Worklist>().ReadAsync(call.Agency.Id, place, limit, call.Aborted);
        await call.AnswerAsync(WorklistAnswer.Of(entries, next), AgencyApiJson.Default.WorklistAnswer);
    }
}

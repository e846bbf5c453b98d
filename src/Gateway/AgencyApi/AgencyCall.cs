using System.Text.Json.Serialization.Metadata;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Pipeline.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace HmisGateway.AgencyApi;

/// <summary>One authenticated call of the agency API.</summary>
/// <param name="Context">The exchange.</param>
/// <param name="Agency">Who calls.</param>
internal readonly record struct AgencyCall(HttpContext Context, Agency Agency)
{
    /// <summary>Cancelled when the caller goes away.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>A value of the route; the empty text when there is none.</summary>
    public string Route(string name) => Context.Request.RouteValues[name] as string ?? "";

    /// <summary>A service.</summary>
    public T Service<T>()
        where T : notnull => Context.RequestServices.GetRequiredService<T>();

    /// <summary>Limits the body of this call.</summary>
    /// <param name="maxBytes">The most bytes that are read; more is answered <c>413</c>.</param>
    public void LimitBody(long maxBytes)
    {
        if (Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }
    }

    /// <summary>Reads who acts and the body, or answers what is wrong with them.</summary>
    /// <param name="maxBytes">The most bytes of the body that are read; more is answered <c>413</c>.</param>
    /// <param name="isActorRequired">Whether actor and reason must be stated.</param>
    /// <param name="type">How the body is read.</param>
    /// <returns>Both; null when the call was answered.</returns>
    public async Task<(Actor Actor, T Body)?> ReadAsync<T>(long maxBytes, bool isActorRequired, JsonTypeInfo<T> type)
        where T : class
    {
        LimitBody(maxBytes);
        List<ProblemError> errors = [];
        Actor actor = ActorHeaders.Read(Context.Request, isActorRequired, errors);
        JsonBody<T> read = await JsonBody<T>.ReadAsync(Context, type, Aborted);
        errors.AddRange(read.Errors);
        if (errors.Count == 0 && read.Value is { } body)
        {
            return (actor, body);
        }

        await AnswerInvalidAsync(errors);
        return null;
    }

    /// <summary>Answers with JSON.</summary>
    public Task AnswerAsync<T>(T answer, JsonTypeInfo<T> type) =>
        Context.Response.WriteAsJsonAsync(answer, type, contentType: "application/json", Aborted);

    /// <summary>Answers with a problem.</summary>
    public Task AnswerAsync(Problem problem) => ProblemWriter.WriteAsync(Context, problem, Aborted).AsTask();

    /// <summary>Answers that this call cannot be used as it is.</summary>
    public Task AnswerInvalidAsync(IReadOnlyList<ProblemError> errors) =>
        AnswerAsync(Problems.Invalid(errors.Count == 1 ? errors[0].Detail : "Several parts of the call are wrong; see errors.", errors));

    /// <summary>Answers that members of the body cannot be used as they are.</summary>
    public Task AnswerInvalidBodyAsync(IEnumerable<FieldProblem> problems) =>
        AnswerInvalidAsync([.. problems.Select(static problem =>
            new ProblemError(problem.Field == "clientId" ? problem.Field : "/" + problem.Field, problem.Detail))]);
}

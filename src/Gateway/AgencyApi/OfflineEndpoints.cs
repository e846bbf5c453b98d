using HmisGateway.Agencies;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;

namespace HmisGateway.AgencyApi;

/// <summary>The calls about offline items.</summary>
internal static class OfflineEndpoints
{
    private const string UnknownContent = "application/octet-stream";

    /// <summary>Lists items.</summary>
    public static async Task ListAsync(AgencyCall call)
    {
        List<ProblemError> errors = [];
        IQueryCollection query = call.Context.Request.Query;
        PageQuery.RefuseUnknown(query, errors, "after", "limit", "client", "code", "status");
        OfflineFilter filter = new(
            PageQuery.ReadOne(query, "after", errors),
            PageQuery.ReadLimit(query, errors),
            PageQuery.ReadOne(query, "client", errors),
            PageQuery.ReadOne(query, "code", errors),
            PageQuery.ReadOne(query, "status", errors));
        if (errors.Count > 0)
        {
            await call.AnswerInvalidAsync(errors);
            return;
        }

        OfflineListing listing = await call.Service<OfflineItemReader>().ListAsync(call.Agency.Id, filter, call.Aborted);
        await (listing switch
        {
            OfflineListing.Page page => call.AnswerAsync(
                new OfflinePageAnswer(page.Items, page.NextCursor), AgencyApiJson.Default.OfflinePageAnswer),
            OfflineListing.Invalid invalid => call.AnswerInvalidAsync(
                [.. invalid.Problems.Select(static problem => new ProblemError(problem.Field, problem.Detail))]),
            _ => throw new InvalidOperationException("A list was made or not."),
        });
    }

    /// <summary>Shows one item without its content.</summary>
    public static async Task ShowAsync(AgencyCall call)
    {
        OfflineItemView? item = TryReadReceipt(call, out Guid receipt)
            ? await call.Service<OfflineItemReader>().ShowAsync(call.Agency.Id, receipt, call.Aborted)
            : null;
        await (item is null
            ? call.AnswerAsync(Problems.NotFound())
            : call.AnswerAsync(item, AgencyApiJson.Default.OfflineItemView));
    }

    /// <summary>Answers with the original body, once the ledger knows who reads it and why.</summary>
    public static async Task RevealAsync(AgencyCall call)
    {
        List<ProblemError> errors = [];
        Actor actor = ActorHeaders.Read(call.Context.Request, isRequired: true, errors);
        if (errors.Count > 0)
        {
            await call.AnswerInvalidAsync(errors);
            return;
        }

        OfflineContent? content = TryReadReceipt(call, out Guid receipt)
            ? await call.Service<OfflineItemReader>().RevealAsync(call.Agency.Id, receipt, actor, call.Aborted)
            : null;
        if (content is null)
        {
            await call.AnswerAsync(Problems.NotFound());
            return;
        }

        HttpResponse response = call.Context.Response;
        response.ContentType = IsHeaderText(content.Details.ContentType) ? content.Details.ContentType : UnknownContent;
        response.ContentLength = content.Length;
        if (IsHeaderText(content.Details.ContentEncoding))
        {
            // Told, not applied: a client library that unpacked it would not show the bytes that were sent.
            response.Headers["Hmis-Gateway-Content-Encoding"] = content.Details.ContentEncoding;
        }

        await content.WriteAsync(response.Body, call.Aborted);
    }

    private static bool TryReadReceipt(AgencyCall call, out Guid receipt) => Guid.TryParseExact(call.Route("receipt"), "D", out receipt);

    private static bool IsHeaderText(string? text) => text is { Length: > 0 } && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}

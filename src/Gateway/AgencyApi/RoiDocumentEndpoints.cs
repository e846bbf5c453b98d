using System.Globalization;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Pipeline.Answers;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace HmisGateway.AgencyApi;

/// <summary>The calls about the signed copies of forms.</summary>
internal static class RoiDocumentEndpoints
{
    private const int MaxDocumentBytes = 20 * 1024 * 1024;
    private const int MaxContentTypeLength = 200;
    private const string CopyParameter = "copy";
    private const string CopyHeader = "Hmis-Gateway-Copy";

    /// <summary>Stores the signed copy of a form.</summary>
    public static async Task PutAsync(AgencyCall call)
    {
        call.LimitBody(MaxDocumentBytes);
        HttpRequest request = call.Context.Request;
        List<ProblemError> errors = [];
        Actor actor = ActorHeaders.Read(request, isRequired: false, errors);
        if (!IsDocumentType(request.ContentType))
        {
            errors.Add(new ProblemError(HeaderNames.ContentType, "Write the media type of the copy, e.g. application/pdf; no multipart, no wildcard."));
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            errors.Add(new ProblemError(HeaderNames.ContentEncoding, "Send the copy itself, not compressed."));
        }

        using MemoryStream content = new();
        await request.Body.CopyToAsync(content, call.Aborted);
        if (content.Length == 0)
        {
            errors.Add(new ProblemError("", "The body is empty; send the signed copy itself."));
        }

        if (errors.Count > 0)
        {
            await call.AnswerInvalidAsync(errors);
            return;
        }

        RoiDocumentOutcome outcome = TryReadVersion(call, out int version)
            ? await call.Service<RoiDocuments>().StoreAsync(
                call.Agency.Id, call.Route("clientId"), version, request.ContentType!, content.GetBuffer().AsMemory(0, (int)content.Length), actor, call.Aborted)
            : new RoiDocumentOutcome.NoForm();
        await (outcome switch
        {
            RoiDocumentOutcome.Stored stored => call.AnswerAsync(RoiDocumentAnswer.Of(stored), AgencyApiJson.Default.RoiDocumentAnswer),
            RoiDocumentOutcome.NoForm => call.AnswerAsync(Problems.NotFound()),
            RoiDocumentOutcome.AnotherOnFile => call.AnswerAsync(Problems.Conflict(
                "Another signed copy of this form is on file. To add a corrected one beside it, send Hmis-Gateway-Reason: correction.")),
            _ => throw new InvalidOperationException("A copy was stored or not."),
        });
    }

    /// <summary>Answers with a signed copy, once the ledger knows who reads it and why.</summary>
    public static async Task GetAsync(AgencyCall call)
    {
        List<ProblemError> errors = [];
        Actor actor = ActorHeaders.Read(call.Context.Request, isRequired: true, errors);
        int? copy = ReadCopy(call.Context.Request, errors);
        if (errors.Count > 0)
        {
            await call.AnswerInvalidAsync(errors);
            return;
        }

        RoiDocumentContent? document = TryReadVersion(call, out int version)
            ? await call.Service<RoiDocuments>().RevealAsync(call.Agency.Id, call.Route("clientId"), version, copy, actor, call.Aborted)
            : null;
        if (document is null)
        {
            await call.AnswerAsync(Problems.NotFound());
            return;
        }

        HttpResponse response = call.Context.Response;
        response.ContentType = document.ContentType;
        response.ContentLength = document.Content.Length;
        response.Headers[CopyHeader] = document.Number.ToString(CultureInfo.InvariantCulture);

        // A browser must not show it as a page of the gateway.
        response.Headers.ContentDisposition = "attachment";
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        await response.Body.WriteAsync(document.Content, call.Aborted);
    }

    private static bool TryReadVersion(AgencyCall call, out int version) =>
        int.TryParse(call.Route("version"), NumberStyles.None, CultureInfo.InvariantCulture, out version);

    private static bool IsDocumentType(string? contentType) =>
        contentType is { Length: > 0 and <= MaxContentTypeLength }
        && !contentType.AsSpan().ContainsAnyExceptInRange(' ', '~')
        && MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
        && !type.MatchesAllTypes
        && !type.MatchesAllSubTypes
        && !type.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase);

    private static int? ReadCopy(HttpRequest request, List<ProblemError> errors)
    {
        StringValues stated = request.Query[CopyParameter];
        if (stated.Count == 0)
        {
            return null;
        }

        if (stated.Count == 1 && int.TryParse(stated[0], NumberStyles.None, CultureInfo.InvariantCulture, out int copy) && copy > 0)
        {
            return copy;
        }

        errors.Add(new ProblemError(CopyParameter, "Write the number of a copy once, 1 or more, or leave it out for the latest."));
        return null;
    }
}

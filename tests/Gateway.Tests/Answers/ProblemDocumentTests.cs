using System.Text;
using System.Text.Json;
using HmisGateway.Hosting;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;
using Microsoft.AspNetCore.Http;

namespace HmisGateway.Tests.Answers;

public sealed class ProblemDocumentTests
{
    private static readonly Guid Receipt = new("0199aa00-0000-7000-8000-00000123abcd");

    [Fact]
    public async Task A_diverted_write_is_answered_with_the_members_of_the_contract_in_their_order()
    {
        (HttpResponse response, string body) = await SendAsync(Problems.Diverted(DivertCode.NoSharing, Receipt, lockedAttempt: true, ["/members/2"]));
        response.StatusCode.ShouldBe(403);
        response.ContentType.ShouldBe("application/problem+json");
        response.Headers.CacheControl.ToString().ShouldBe("no-store");
        response.Headers.RetryAfter.ToString().ShouldBeEmpty();
        response.Headers["Hmis-Gateway-Decision"].ToString().ShouldBe(Receipt.ToString());
        response.ContentLength.ShouldBe(Encoding.UTF8.GetByteCount(body));

        body.ShouldStartWith(
            """{"type":"/_gateway/problems/no-sharing","title":"Not sent to HMIS. Saved offline.","status":403,"instance":"urn:uuid:0199aa00-0000-7000-8000-00000123abcd","code":"no_sharing","receipt":"0199aa00-0000-7000-8000-00000123abcd","reference":"J7A-YD","preserved":true,"retryable":false,"lockedAttempt":true,"records":[{"pointer":"/members/2"}],"userMessage":{"en":"We did not send this to HMIS. This client chose No Sharing""");
        using JsonDocument json = JsonDocument.Parse(body);
        json.RootElement.GetProperty("userMessage").GetProperty("en").GetString()!.ShouldContain("(reference J7A-YD)");
        json.RootElement.GetProperty("userMessage").GetProperty("es").GetString()!.ShouldContain("eligió No compartir");
        json.RootElement.GetProperty("userMessage").GetProperty("es").GetString()!.ShouldContain("(referencia J7A-YD)");
    }

    [Fact]
    public void Consent_not_confirmed_is_one_answer_whatever_the_cause()
    {
        // A cause could only show through the pointers, the lock or the length.
        byte[] one = ProblemWriter.ToBytes(Problems.Diverted(DivertCode.ConsentNotConfirmed, Receipt, lockedAttempt: false, ["/members/2"]));
        byte[] other = ProblemWriter.ToBytes(Problems.Diverted(DivertCode.ConsentNotConfirmed, Receipt, lockedAttempt: false, []));
        one.ShouldBe(other);

        Guid another = Guid.CreateVersion7(new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero));
        string third = Encoding.UTF8.GetString(ProblemWriter.ToBytes(Problems.Diverted(DivertCode.ConsentNotConfirmed, another, lockedAttempt: false, [])));
        third.Replace(another.ToString(), Receipt.ToString(), StringComparison.Ordinal)
            .Replace(ShortReference.Of(another), ShortReference.Of(Receipt), StringComparison.Ordinal)
            .ShouldBe(Encoding.UTF8.GetString(one));
    }

    [Fact]
    public async Task A_refused_read_does_not_claim_that_something_was_saved()
    {
        foreach (DivertCode code in Enum.GetValues<DivertCode>())
        {
            (HttpResponse response, string body) = await SendAsync(Problems.Refused(code));
            response.StatusCode.ShouldBe(403);
            body.ShouldContain("\"preserved\":false");
            body.ShouldNotContain("receipt");
            body.ShouldNotContain("instance");
            body.ShouldNotContain("saved safely");
            body.ShouldNotContain("reference");
        }
    }

    [Fact]
    public async Task Other_answers_state_what_the_sender_can_rely_on()
    {
        await CheckAsync(Problems.Unauthenticated(), 401, "unauthenticated", preserved: false, retryable: false);
        await CheckAsync(Problems.NotFound(), 404, "not_found", preserved: false, retryable: false);
        await CheckAsync(Problems.PayloadTooLarge(), 413, "payload_too_large", preserved: false, retryable: false);
        await CheckAsync(Problems.VendorUnavailable(), 502, "vendor_unavailable", preserved: false, retryable: true);
        await CheckAsync(Problems.OutcomeUnknown(Receipt), 409, "outcome_unknown", preserved: true, retryable: false);
        await CheckAsync(Problems.Conflict("Another one is on file."), 409, "conflict", preserved: false, retryable: false);
        await CheckAsync(Problems.NotPreserved(), 503, "not_preserved", preserved: false, retryable: true);
        await CheckAsync(Problems.Invalid("endsOn is before signedOn.", []), 422, "invalid", preserved: false, retryable: false);
    }

    [Fact]
    public void An_invalid_form_says_what_and_where()
    {
        string body = Encoding.UTF8.GetString(ProblemWriter.ToBytes(
            Problems.Invalid("The form has one mistake.", [new ProblemError("/endsOn", "It is before signedOn.")])));
        body.ShouldContain("\"status\":422,\"detail\":\"The form has one mistake.\",\"code\":\"invalid\"");
        body.ShouldContain("\"errors\":[{\"pointer\":\"/endsOn\",\"detail\":\"It is before signedOn.\"}]");
        body.ShouldNotContain("lockedAttempt");
    }

    [Fact]
    public async Task Bad_framing_is_no_decision_and_names_its_rule()
    {
        (HttpResponse response, string body) = await SendAsync(Problems.BadFraming(FramingReason.TargetForm));
        response.StatusCode.ShouldBe(400);
        response.Headers.ContainsKey("Hmis-Gateway-Decision").ShouldBeFalse();
        body.ShouldContain("\"status\":400,\"detail\":\"target_form\",\"code\":\"bad_framing\",\"preserved\":false,\"retryable\":false");
    }

    [Fact]
    public async Task A_head_request_gets_no_body()
    {
        (HttpResponse response, string body) = await SendAsync(Problems.NotFound(), "HEAD");
        body.ShouldBeEmpty();
        response.ContentLength!.Value.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task A_decision_id_that_stands_already_is_kept()
    {
        DefaultHttpContext context = new();
        context.Response.Headers[ProblemWriter.DecisionHeader] = "given";
        await ProblemWriter.WriteAsync(context, Problems.NotFound(), TestContext.Current.CancellationToken);
        context.Response.Headers[ProblemWriter.DecisionHeader].ToString().ShouldBe("given");
    }

    [Fact]
    public void Every_divert_code_has_the_status_403_and_a_page_of_its_name()
    {
        foreach (DivertCode code in Enum.GetValues<DivertCode>())
        {
            code.ToProblemCode().ToString().ShouldBe(code.ToString());
            code.ToProblemCode().IsDivert().ShouldBeTrue();
        }

        ProblemCodes.All.Count(code => code.IsDivert()).ShouldBe(Enum.GetValues<DivertCode>().Length);
        ProblemCodes.All.Select(code => code.ToWire()).ShouldBeUnique();
    }

    [Fact]
    public async Task Every_answer_fits_the_vendors_error_shape_and_keeps_its_status_and_headers()
    {
        ErrorEnvelope envelope = ProfileCatalog.Load(null).TryGet("clarity-rest")!.ErrorEnvelope!;
        foreach (Problem problem in new[]
        {
            Problems.Diverted(DivertCode.NoSharing, Receipt, lockedAttempt: true, ["/members/2"]),
            Problems.Refused(DivertCode.RouteUnclassified),
            Problems.PayloadTooLarge(),
            Problems.VendorUnavailable(),
            Problems.VendorNoAnswer(),
            Problems.OutcomeUnknown(Receipt),
            Problems.NotPreserved(),
        })
        {
            DefaultHttpContext context = new();
            context.Features.Set<IErrorEnvelopeFeature>(new Fixed(envelope));
            using MemoryStream body = new();
            context.Response.Body = body;
            await ProblemWriter.WriteAsync(context, problem, TestContext.Current.CancellationToken);

            using JsonDocument json = JsonDocument.Parse(body.ToArray());
            string text = json.RootElement.GetProperty("messages").GetProperty("hmis").GetString()!;
            context.Response.StatusCode.ShouldBe(problem.Code.ToStatus());
            context.Response.StatusCode.ShouldBeGreaterThanOrEqualTo(400);
            context.Response.ContentType.ShouldBe("application/json");
            context.Response.ContentLength.ShouldBe(body.Length);
            context.Response.Headers.CacheControl.ToString().ShouldBe("no-store");
            context.Response.Headers.RetryAfter.Count.ShouldBe(problem.Retryable ? 1 : 0);
            context.Response.Headers.ContainsKey("Hmis-Gateway-Decision").ShouldBeTrue();
            json.RootElement.GetProperty("code").GetString().ShouldBe(problem.Code.ToWire());
            json.RootElement.TryGetProperty("receipt", out _).ShouldBe(problem.Preserved);
            if (problem.Receipt is { } receipt)
            {
                json.RootElement.GetProperty("receipt").GetGuid().ShouldBe(receipt);
                text.ShouldContain(ShortReference.Of(receipt));
            }

            text.ShouldContain(ProblemText.Spanish(problem.Code).Meaning[..20]);
        }
    }

    private static async Task CheckAsync(Problem problem, int status, string code, bool preserved, bool retryable)
    {
        (HttpResponse response, string body) = await SendAsync(problem);
        using JsonDocument json = JsonDocument.Parse(body);
        response.StatusCode.ShouldBe(status);
        json.RootElement.GetProperty("status").GetInt32().ShouldBe(status);
        json.RootElement.GetProperty("code").GetString().ShouldBe(code);
        json.RootElement.GetProperty("type").GetString().ShouldBe($"/_gateway/problems/{code.Replace('_', '-')}");
        json.RootElement.GetProperty("preserved").GetBoolean().ShouldBe(preserved);
        json.RootElement.GetProperty("retryable").GetBoolean().ShouldBe(retryable);
        json.RootElement.TryGetProperty("receipt", out _).ShouldBe(preserved);
        response.Headers.RetryAfter.Count.ShouldBe(retryable ? 1 : 0);
        response.Headers.CacheControl.ToString().ShouldBe("no-store");
        response.Headers.ContainsKey("Hmis-Gateway-Decision").ShouldBeTrue();
    }

    private static async Task<(HttpResponse Response, string Body)> SendAsync(Problem problem, string method = "POST")
    {
        DefaultHttpContext context = new();
        context.Request.Method = method;
        using MemoryStream body = new();
        context.Response.Body = body;
        await ProblemWriter.WriteAsync(context, problem, TestContext.Current.CancellationToken);
        return (context.Response, Encoding.UTF8.GetString(body.ToArray()));
    }

    private sealed record Fixed(ErrorEnvelope? Envelope) : IErrorEnvelopeFeature;
}

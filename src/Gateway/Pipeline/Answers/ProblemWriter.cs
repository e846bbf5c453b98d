using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HmisGateway.Faults;
using HmisGateway.Policy.Profiles;
using Microsoft.Net.Http.Headers;

namespace HmisGateway.Pipeline.Answers;

/// <summary>Writes a <see cref="Problem"/> as the answer: RFC 9457, or the error shape of a vendor where <see cref="IErrorEnvelopeFeature"/> has one.</summary>
internal static class ProblemWriter
{
    /// <summary>The header with the decision's id. The writer sets it to the receipt, or a fresh id, where nothing has set it before.</summary>
    public const string DecisionHeader = "Hmis-Gateway-Decision";

    private const int InitialBytes = 2048;

    // The answers are JSON and never stand in HTML; Spanish stays readable in them.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? t_json;

    /// <summary>Sends status, headers and body. The answer must not have started.</summary>
    public static async ValueTask WriteAsync(HttpContext context, Problem problem, CancellationToken cancellationToken)
    {
        FaultPoint.Pass(FaultOperation.AgencySend);
        Start(context, problem);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>The body alone; for commands that show an answer without sending it.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="envelope">The vendor's error shape, or null for a problem document.</param>
    public static byte[] ToBytes(Problem problem, ErrorEnvelope? envelope = null) => Render(problem, envelope).ToArray();

    // No await in here: the buffer belongs to the thread.
    private static void Start(HttpContext context, Problem problem)
    {
        HttpResponse response = context.Response;
        response.StatusCode = problem.Code.ToStatus();
        IHeaderDictionary headers = response.Headers;
        ErrorEnvelope? envelope = context.Features.Get<IErrorEnvelopeFeature>()?.Envelope;
        headers.ContentType = envelope is null ? "application/problem+json" : "application/json";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        if (problem.Code == ProblemCode.BadFraming)
        {
            // Nothing was decided about it.
            headers.Remove(DecisionHeader);
        }
        else
        {
            headers.TryAdd(DecisionHeader, (problem.Receipt ?? Guid.NewGuid()).ToString());
        }

        if (problem.RetryAfter is { } retryAfter)
        {
            headers.RetryAfter = ((long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Code == ProblemCode.Unauthenticated)
        {
            headers[HeaderNames.WWWAuthenticate] = "Hmis-Gateway-Key";
        }

        ReadOnlySpan<byte> body = Render(problem, envelope);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            response.BodyWriter.Write(body);
        }
    }

    private static ReadOnlySpan<byte> Render(Problem problem, ErrorEnvelope? envelope)
    {
        ArrayBufferWriter<byte> buffer = t_buffer ??= new(InitialBytes);
        Utf8JsonWriter json = t_json ??= new(buffer, Options);
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        if (envelope is null)
        {
            WriteMembers(json, problem);
        }
        else
        {
            envelope.Write(json, Values(problem));
        }

        json.Flush();
        return buffer.WrittenSpan;
    }

    private static ErrorEnvelopeValues Values(Problem problem)
    {
        string? reference = problem.Receipt is { } receipt ? ShortReference.Of(receipt) : null;
        return new ErrorEnvelopeValues(
            ProblemText.English(problem.Code).Message(reference),
            ProblemText.Spanish(problem.Code).Message(reference),
            problem.Title,
            problem.Code.ToWire(),
            problem.Code.ToStatus(),
            problem.Receipt?.ToString(),
            reference);
    }

    private static void WriteMembers(Utf8JsonWriter json, Problem problem)
    {
        Span<char> reference = stackalloc char[ShortReference.Length];
        json.WriteStartObject();
        json.WriteString("type"u8, ProblemText.TypeOf(problem.Code));
        json.WriteString("title"u8, problem.Title);
        json.WriteNumber("status"u8, problem.Code.ToStatus());
        if (problem.Detail is { } detail)
        {
            json.WriteString("detail"u8, detail);
        }

        if (problem.Receipt is { } receipt)
        {
            ShortReference.Write(receipt, reference);
            WriteUrn(json, receipt);
            json.WriteString("code"u8, problem.Code.ToWire());
            json.WriteString("receipt"u8, receipt);
            json.WriteString("reference"u8, reference);
        }
        else
        {
            json.WriteString("code"u8, problem.Code.ToWire());
        }

        json.WriteBoolean("preserved"u8, problem.Preserved);
        json.WriteBoolean("retryable"u8, problem.Retryable);
        if (problem.Code.IsDivert())
        {
            json.WriteBoolean("lockedAttempt"u8, problem.LockedAttempt);
            if (problem.IsDeduplicated)
            {
                json.WriteBoolean("deduplicated"u8, value: true);
            }

            WritePointers(json, problem.Pointers);
        }

        if (problem.Code == ProblemCode.Invalid)
        {
            WriteErrors(json, problem.Errors);
        }

        json.WriteStartObject("userMessage"u8);
        ProblemText.English(problem.Code).WriteMessage(json, "en"u8, problem.Receipt is null ? [] : reference);
        ProblemText.Spanish(problem.Code).WriteMessage(json, "es"u8, problem.Receipt is null ? [] : reference);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteUrn(Utf8JsonWriter json, Guid receipt)
    {
        Span<char> urn = stackalloc char["urn:uuid:".Length + 36];
        "urn:uuid:".CopyTo(urn);
        receipt.TryFormat(urn["urn:uuid:".Length..], out _);
        json.WriteString("instance"u8, urn);
    }

    private static void WritePointers(Utf8JsonWriter json, IReadOnlyList<string> pointers)
    {
        json.WriteStartArray("records"u8);
        foreach (string pointer in pointers)
        {
            json.WriteStartObject();
            json.WriteString("pointer"u8, pointer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyList<ProblemError> errors)
    {
        json.WriteStartArray("errors"u8);
        foreach (ProblemError error in errors)
        {
            json.WriteStartObject();
            json.WriteString("pointer"u8, error.Pointer);
            json.WriteString("detail"u8, error.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

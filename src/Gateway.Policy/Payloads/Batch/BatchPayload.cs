using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HmisGateway.Policy.Payloads.Multipart;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Batch;

/// <summary>Reads a batch: every request in it is classified and read like one that came alone, and all records together are the batch's.</summary>
/// <param name="match">The rule of the batch, in its profile.</param>
/// <param name="target">Where the batch was sent; addresses in it are relative to that.</param>
/// <param name="header">The headers of the batch.</param>
/// <param name="reader">A reader whose sweep is on its way.</param>
internal sealed class BatchPayload(RouteClassification.Matched match, RequestTarget target, Func<string, string?> header, JsonPayloadReader reader)
{
    private static readonly HashSet<string> s_headers =
        ["accept", "accept-language", "content-length", "content-type", "if-match", "if-none-match", "odata-maxversion", "odata-version", "prefer"];

    private static readonly SearchValues<char> s_value = SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(static code => (char)code)]);

    private readonly List<PayloadRecord> _records = [];

    /// <summary>Reads a body.</summary>
    internal PayloadReading Read(ReadOnlySpan<byte> body)
    {
        bool isMixed = !BodyContentType.Fits(BodyFormat.Json, match.ContentType);
        if (!isMixed && reader.Check(body) is { } unreadable)
        {
            return unreadable;
        }

        if ((isMixed ? MixedBatch.Read(match.ContentType, body) : JsonBatch.Read(body)) is not { } requests || RefersToAnother(requests))
        {
            return Ambiguous();
        }

        var writer = new MultipartWriter(body);
        for (int i = 0; i < requests.Count; i++)
        {
            PayloadReading reading = Read(requests[i]);
            if (reading is not PayloadReading.Readable readable)
            {
                return reading;
            }

            if (_records.Count + readable.Records.Count > RecordCollector.MaxRecords)
            {
                return new PayloadReading.Unreadable(UnreadableReason.TooManyRecords);
            }

            string place = string.Create(CultureInfo.InvariantCulture, $"{(isMixed ? "" : "/requests")}/{i}");
            _records.AddRange(readable.Records.Select(record => record with { Pointer = place + record.Pointer, Answer = AnswerPlace.Nowhere }));
            if (isMixed)
            {
                MixedBatch.Write(writer, requests[i], readable.Rebuilt);
            }
            else if (readable.Rebuilt is not null)
            {
                return Ambiguous();
            }
        }

        PayloadReading.Readable all = SeveralRecords.Together(_records);
        return isMixed ? all with { Rebuilt = writer.Complete(BodyContentType.Mixed) } : all;
    }

    private static PayloadReading.Unreadable Ambiguous() => new(UnreadableReason.AmbiguousBatch);

    private PayloadReading Read(InnerRequest request)
    {
        if (Resolve(request.Url) is not { } inner)
        {
            return Ambiguous();
        }

        RouteClassification classification = match.Profile.Classify(request.Method, inner, request.ContentType, hasBody: request.Body.Length > 0);
        if (classification is not RouteClassification.Matched found)
        {
            return classification is RouteClassification.Unclassified { Reason: Decisions.DivertReason.NoRule }
                ? new PayloadReading.NotCovered(request.Method)
                : Ambiguous();
        }

        if (found.Rule.Body is BodyFormat.OdataBatch or BodyFormat.Multipart || !AreKnown(request.Headers, found.Rule))
        {
            return Ambiguous();
        }

        foreach (string text in request.Headers.Values.Append(request.Id ?? ""))
        {
            reader.Sweep.Break();
            reader.Sweep.AddText(text);
        }

        return RequestReader.ReadInner(found, inner, name => HeaderOf(request, name), request.Body, reader);
    }

    private string? HeaderOf(InnerRequest request, string name) =>
        request.Headers.TryGetValue(JsonName.Fold(name), out string? own) ? own
        : name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) ? null
        : header(name);

    private static bool AreKnown(IReadOnlyDictionary<string, string> headers, RouteRule rule) => headers.All(one =>
        (s_headers.Contains(one.Key) || rule.ForwardHeaders.Contains(one.Key, StringComparer.OrdinalIgnoreCase)) && !one.Value.AsSpan().ContainsAnyExcept(s_value));

    /// <summary>An address below that of the batch, written from there or from the root of the host; both name the same for every server.</summary>
    private RequestTarget? Resolve(string url)
    {
        string directory = target.Path[..(target.Path.LastIndexOf('/') + 1)];
        string path = url.StartsWith('/') ? url : directory + url;
        return url.Length > 0
            && path.StartsWith(directory, StringComparison.Ordinal)
            && RequestTarget.Parse(path) is RequestTargetReading.Canonical { Target: { } inner }
                ? inner
                : null;
    }

    /// <summary>What another request of the batch makes has no id yet, so nobody can say whose it is.</summary>
    private static bool RefersToAnother(List<InnerRequest> requests)
    {
        string[] ids = [.. requests.Select(static request => request.Id).OfType<string>()];
        return ids.Distinct(StringComparer.OrdinalIgnoreCase).Count() != ids.Length
            || ids.Any(id => requests.Exists(request => request.Url.Contains("$" + id, StringComparison.Ordinal) || Refers(request.Body, "$" + id)));
    }

    private static bool Refers(ReadOnlySpan<byte> body, string reference)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.String
                    && json.GetString() is { } text
                    && (text == reference || text.StartsWith(reference + "/", StringComparison.Ordinal)))
                {
                    return true;
                }
            }

            return false;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return body.IndexOf(Encoding.UTF8.GetBytes(reference)) >= 0;
        }
    }
}

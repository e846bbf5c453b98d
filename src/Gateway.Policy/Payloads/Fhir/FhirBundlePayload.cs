using System.Globalization;
using System.Text;
using System.Text.Json;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads.Documents;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.Fhir;

/// <summary>Reads a bundle of requests: each entry is classified by its own method and address, as if it had come alone.</summary>
/// <param name="match">The rule of the bundle.</param>
/// <param name="target">Where the bundle was sent to: the address of an entry is relative to it.</param>
/// <param name="header">Gives the value of a request header by its name, or null.</param>
/// <param name="reader">A reader whose sweep is on its way.</param>
/// <remarks>
/// 1. The body is checked and swept like any JSON; it is a bundle of the type transaction or batch.
/// 2. Method and address of an entry lead to a rule of the profile. A conditional request, an absolute address and a query are refused.
/// 3. The resource is read by that rule. A type without clients needs none, and is read for the shared references only.
/// 4. Links by <c>urn:uuid:</c> lead to the entry that has that name; one that leads to none is refused.
/// </remarks>
internal sealed class FhirBundlePayload(
    RouteClassification.Matched match, RequestTarget target, Func<string, string?> header, JsonPayloadReader reader)
{
    private static readonly PayloadReading.Unreadable s_ambiguous = new(UnreadableReason.AmbiguousFhir);
    private static readonly string[] s_members = ["resourceType", "id", "meta", "language", "identifier", "type", "timestamp", "total", "link", "entry"];

    private readonly DocumentLinks _links = new();
    private readonly List<PayloadRecord> _reads = [];
    private int _count;

    /// <summary>Reads a body.</summary>
    /// <returns>The records of all entries and what they do together; or why there are none.</returns>
    internal PayloadReading Read(ReadOnlySpan<byte> body)
    {
        if (reader.Check(body) is { } unreadable)
        {
            return unreadable;
        }

        JsonElement bundle = FhirResource.Parse(body);
        if (FhirResource.TypeOf(bundle) != "Bundle"
            || bundle.EnumerateObject().Any(static member => !s_members.Contains(member.Name, StringComparer.Ordinal))
            || !(bundle.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString() is "transaction" or "batch")
            || !(bundle.TryGetProperty("entry", out JsonElement entries) && entries.ValueKind == JsonValueKind.Array && entries.GetArrayLength() > 0))
        {
            return s_ambiguous;
        }

        int index = 0;
        foreach (JsonElement element in entries.EnumerateArray())
        {
            if (ReadEntry(element, index++) is { } refused)
            {
                return refused;
            }
        }

        return Build();
    }

    private PayloadReading Build()
    {
        if (_links.Resolve(out List<PayloadRecord> records) is { } reason)
        {
            return new PayloadReading.Unreadable(reason);
        }

        if (records.Exists(static record => record.Links.Count > 0))
        {
            return s_ambiguous;
        }

        records.AddRange(_reads);
        return SeveralRecords.Together(records);
    }

    private PayloadReading? ReadEntry(JsonElement element, int index)
    {
        if (FhirEntry.Read(element, target) is not { } entry)
        {
            return s_ambiguous;
        }

        foreach (string text in entry.Target.Segments.Concat(entry.Target.Query.Select(static pair => pair.Value)))
        {
            reader.Sweep.Break();
            reader.Sweep.AddText(text);
        }

        string pointer = string.Create(CultureInfo.InvariantCulture, $"/entry/{index}");
        if (match.Profile.Classify(entry.Method, entry.Target, match.ContentType, hasBody: entry.Resource is not null) is not RouteClassification.Matched inner)
        {
            return ReadOther(entry, pointer);
        }

        RouteRule rule = inner.Rule;
        var references = new List<ClientReference>();
        if (RequestReferences.Read(inner, entry.Target, header, references) is { } reason)
        {
            return new PayloadReading.Unreadable(reason);
        }

        if (rule.Body is not (BodyFormat.Fhir or BodyFormat.None))
        {
            return new PayloadReading.NotCovered(entry.Method);
        }

        if (rule.Body == BodyFormat.None)
        {
            return entry.Resource is not null || entry.FullUrl is not null
                ? s_ambiguous
                : Take(new PayloadRecord(rule.Kind, rule.Operation, references, null, IsLocked: false, ""), pointer, null);
        }

        if (entry.Resource is not { } resource || !FhirPayload.IsOf(inner, entry.Target, resource) || !TryName(entry, isRecord: true))
        {
            return s_ambiguous;
        }

        var answer = new AnswerPlace(rule, ["entry", index.ToString(CultureInfo.InvariantCulture), "response"]) { Proof = ["location"] };
        return TakeAll(reader.ReadPart(rule, references, Encoding.UTF8.GetBytes(resource.GetRawText())), pointer, answer);
    }

    /// <summary>An entry without a rule: nothing but a resource of a type without clients.</summary>
    private PayloadReading? ReadOther(FhirEntry entry, string pointer)
    {
        if (entry.Resource is not { } resource
            || entry.Method is not ("POST" or "PUT")
            || FhirResource.TypeOf(resource) is not { } type
            || !match.Rule.WithoutClients.Contains(type)
            || !entry.IsAt(type, target))
        {
            return new PayloadReading.NotCovered(entry.Method);
        }

        var references = new List<ClientReference>();
        PayloadReading reading = FhirResource.IsPlain(resource)
            && RequestReferences.Read(match, target, header, references) is null
                ? reader.ReadPart(match.Rule.OtherPart!, references, Encoding.UTF8.GetBytes(resource.GetRawText()))
                : s_ambiguous;
        if (reading is PayloadReading.Readable { Records: [{ } record] } && record.References.Count == references.Count && record.Links.Count == 0)
        {
            return TryName(entry, isRecord: false) ? null : s_ambiguous;
        }

        return reading is PayloadReading.Readable && !TryName(entry, isRecord: true) ? s_ambiguous : TakeAll(reading, pointer, null);
    }

    private bool TryName(FhirEntry entry, bool isRecord) => entry.FullUrl is not { } name || _links.TryName(name, isRecord);

    private PayloadReading? TakeAll(PayloadReading reading, string pointer, AnswerPlace? answer)
    {
        if (reading is not PayloadReading.Readable readable)
        {
            return reading;
        }

        foreach (PayloadRecord record in readable.Records)
        {
            if (Take(record, pointer, answer) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    private PayloadReading.Unreadable? Take(PayloadRecord record, string pointer, AnswerPlace? answer)
    {
        if (++_count > RecordCollector.MaxRecords)
        {
            return new PayloadReading.Unreadable(UnreadableReason.TooManyRecords);
        }

        PayloadRecord placed = record with { Pointer = pointer + record.Pointer, Answer = answer };
        if (placed.Operation == Operation.Read)
        {
            _reads.Add(placed);
        }
        else
        {
            _links.Add(placed);
        }

        return null;
    }
}

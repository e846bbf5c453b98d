using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads.Batch;
using HmisGateway.Policy.Payloads.Fhir;
using HmisGateway.Policy.Payloads.Form;
using HmisGateway.Policy.Payloads.GraphQL;
using HmisGateway.Policy.Payloads.Multipart;
using HmisGateway.Policy.Payloads.Patch;
using HmisGateway.Policy.Payloads.Soap;
using HmisGateway.Policy.Payloads.Xml;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>Reads a whole request: every reference of path, query, headers and body.</summary>
public static class RequestReader
{
    /// <summary>The header in which an agency system may name its own client id; it counts for every rule and is never forwarded.</summary>
    public const string ClientHeader = "Hmis-Gateway-Client";

    /// <summary>A reader that is kept for the next request of this thread; null while it is in use.</summary>
    [ThreadStatic]
    private static JsonPayloadReader? t_spare;

    /// <summary>Reads a request that a rule covers. Never throws: a failing reader makes the request unreadable.</summary>
    /// <param name="match">The rule and the values of its path parameters.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="header">Gives the value of a request header by its name, or null.</param>
    /// <param name="body">The whole body, decoded to identity; empty when there is none.</param>
    /// <param name="sweep">The key to sweep the request with; null for no sweep.</param>
    /// <returns>The records, or why the request cannot be read in one way only.</returns>
    public static PayloadReading Read(
        RouteClassification.Matched match, RequestTarget target, Func<string, string?> header, ReadOnlySpan<byte> body, SweepKey? sweep = null)
    {
        try
        {
            return ReadCore(match, target, header, body, sweep);
        }
        catch (Exception)
        {
            // Whatever went wrong, the request was not read completely: it is kept offline, never forwarded.
            return new PayloadReading.Unreadable(UnreadableReason.ReaderFault);
        }
    }

    /// <summary>Reads what a request says outside its body, of an upload that is read piece by piece.</summary>
    /// <param name="match">The rule and the values of its path parameters.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="header">Gives the value of a request header by its name, or null.</param>
    /// <param name="sweep">The key to sweep it with.</param>
    /// <returns>One record if it names somebody, otherwise none; or why it cannot be read in one way only.</returns>
    public static PayloadReading ReadHead(RouteClassification.Matched match, RequestTarget target, Func<string, string?> header, SweepKey sweep)
    {
        var references = new List<ClientReference>(1);
        if (HeadProblem(match, target, header, isEmpty: false, references) is { } reason)
        {
            return new PayloadReading.Unreadable(reason);
        }

        var found = new IdentifierSweep();
        found.Reset(sweep);
        RequestSweep.AddHead(found, match.Rule, target, header);
        return new PayloadReading.Readable(references.Count == 0
            ? []
            : [new PayloadRecord(match.Rule.Kind, match.Rule.Operation, [.. references], null, IsLocked: false, "")])
        {
            Swept = found.ToIdentifiers(),
        };
    }

    /// <summary>Lends this thread's reader.</summary>
    internal static JsonPayloadReader Borrow(RouteRule rule)
    {
        JsonPayloadReader reader = t_spare ?? new JsonPayloadReader(rule);
        t_spare = null;
        return reader;
    }

    /// <summary>Takes a reader back; one that failed is not given back.</summary>
    internal static void Return(JsonPayloadReader reader)
    {
        reader.Clear();
        t_spare = reader;
    }

    /// <summary>A write has no need for query keys that its rule does not read; such a key may name a client.</summary>
    private static bool HasUnreadQuery(RouteRule rule, RequestTarget target)
    {
        foreach (KeyValuePair<string, string> pair in target.Query)
        {
            if (!rule.Selectors.Any(selector => selector.Source == SelectorSource.Query && CanonicalQuery.FoldKey(selector.Name) == CanonicalQuery.FoldKey(pair.Key)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLink(IReadOnlyList<PayloadRecord> records)
    {
        for (int i = 0; i < records.Count; i++)
        {
            if (records[i].Links.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static PayloadReading ReadJson(ReadOnlySpan<byte> body, JsonPayloadReader reader)
    {
        reader.Push(body);
        return reader.Complete();
    }

    private static PayloadReading WithSweep(PayloadReading reading, JsonPayloadReader reader) =>
        reading is PayloadReading.Readable readable && reader.Sweep.IsOn ? readable with { Swept = reader.Sweep.ToIdentifiers() } : reading;

    private static PayloadReading ReadCore(
        RouteClassification.Matched match, RequestTarget target, Func<string, string?> header, ReadOnlySpan<byte> body, SweepKey? sweep)
    {
        RouteRule rule = match.Rule;
        var references = new List<ClientReference>(4);
        if (HeadProblem(match, target, header, body.IsEmpty, references) is { } reason)
        {
            return new PayloadReading.Unreadable(reason);
        }

        JsonPayloadReader reader = Borrow(rule);
        reader.Reset(rule, references, sweep);
        if (sweep is not null)
        {
            RequestSweep.AddHead(reader.Sweep, rule, target, header);
        }

        PayloadReading reading = body.IsEmpty || !IsJson(rule.Body)
            ? WithSweep(ReadFormat(match, target, header, references, body, reader), reader)
            : ReadJson(body, reader);
        Return(reader);
        return CheckRead(rule, body, reading);
    }

    /// <summary>Reads a request that stands inside another one, by the rule that covers it.</summary>
    /// <param name="match">The rule and the values of its path parameters.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="header">Gives the value of a header that counts for it, or null.</param>
    /// <param name="body">Its body.</param>
    /// <param name="reader">A reader whose sweep is on its way; it goes on.</param>
    /// <returns>The records, or why it cannot be read in one way only.</returns>
    internal static PayloadReading ReadInner(
        RouteClassification.Matched match, RequestTarget target, Func<string, string?> header, ReadOnlySpan<byte> body, JsonPayloadReader reader)
    {
        var references = new List<ClientReference>(4);
        if (HeadProblem(match, target, header, body.IsEmpty, references) is { } reason)
        {
            return new PayloadReading.Unreadable(reason);
        }

        RequestSweep.AddHead(reader.Sweep, match.Rule, target, header);
        return CheckRead(match.Rule, body, ReadFormat(match, target, header, references, body, reader));
    }

    private static bool IsJson(BodyFormat format) => format is BodyFormat.Json or BodyFormat.OptionalJson or BodyFormat.MergePatch;

    private static UnreadableReason? HeadProblem(
        RouteClassification.Matched match, RequestTarget target, Func<string, string?> header, bool isEmpty, List<ClientReference> references)
    {
        RouteRule rule = match.Rule;
        if (RequestReferences.Read(match, target, header, references) is { } reason)
        {
            return reason;
        }

        bool isQueryAllowed = rule.Operation switch
        {
            Operation.Read => true,
            Operation.Delete => target.Query.Count == 0,
            _ => target.Query.Count == 0 || !HasUnreadQuery(rule, target),
        };
        if (!isQueryAllowed)
        {
            return UnreadableReason.QueryNotCanonical;
        }

        bool isBodyRight = isEmpty ? rule.Body is BodyFormat.None or BodyFormat.OptionalJson : rule.Body != BodyFormat.None;
        return isBodyRight ? null : UnreadableReason.UnexpectedBody;
    }

    private static PayloadReading ReadFormat(
        RouteClassification.Matched match,
        RequestTarget target,
        Func<string, string?> header,
        IReadOnlyList<ClientReference> references,
        ReadOnlySpan<byte> body,
        JsonPayloadReader reader)
    {
        RouteRule rule = match.Rule;
        return rule.Body switch
        {
            _ when body.IsEmpty => new PayloadReading.Readable([new PayloadRecord(rule.Kind, rule.Operation, [.. references], null, IsLocked: false, "")]),
            BodyFormat.GraphQL => new GraphQLPayloadReader(rule, references, reader).Read(body),
            BodyFormat.Form => FormPayload.Read(rule, references, body, reader),
            BodyFormat.Xml => XmlPayload.Read(rule, references, body, reader),
            BodyFormat.Soap => SoapPayload.Read(rule, references, header, body, reader),
            BodyFormat.Fhir => FhirPayload.Read(match, target, references, body, reader),
            BodyFormat.FhirBundle => new FhirBundlePayload(match, target, header, reader).Read(body),
            BodyFormat.Multipart => new MultipartPayload(rule, reader).Read(match.ContentType, references, body),
            BodyFormat.OdataBatch => new BatchPayload(match, target, header, reader).Read(body),
            BodyFormat.JsonPatch => JsonPatchPayload.Read(rule, references, body, reader),

            // An upload is read piece by piece, and comes here only when it is wrapped in an encoding.
            BodyFormat.HudCsv => new PayloadReading.Unreadable(UnreadableReason.ContentEncoding),
            _ => reader.ReadPart(rule, references, body),
        };
    }

    private static PayloadReading CheckRead(RouteRule rule, ReadOnlySpan<byte> body, PayloadReading reading)
    {
        if (reading is not PayloadReading.Readable { Records: { } records })
        {
            return reading;
        }

        if (HasLink(records))
        {
            // INVARIANT: what points at another entry was looked up there, or the request is not read completely.
            return new PayloadReading.Unreadable(UnreadableReason.InvalidIdentifier);
        }

        // A read is forwarded without looking up whom it concerns, so its body may only choose what is returned.
        return rule.Operation == Operation.Read && !body.IsEmpty && !(IsJson(rule.Body) && ReadBody.HasOnly(body, rule.Members))
            ? new PayloadReading.Unreadable(UnreadableReason.UnexpectedBody)
            : reading;
    }
}

using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads.Fhir;
using HmisGateway.Policy.Payloads.Form;
using HmisGateway.Policy.Payloads.GraphQL;
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
        if (RequestReferences.Read(match, target, header, references) is { } reason)
        {
            return new PayloadReading.Unreadable(reason);
        }

        if (rule.Operation == Operation.Delete && target.Query.Count > 0)
        {
            return new PayloadReading.Unreadable(UnreadableReason.QueryNotCanonical);
        }

        if (rule.Operation != Operation.Read && target.Query.Count > 0 && HasUnreadQuery(rule, target))
        {
            return new PayloadReading.Unreadable(UnreadableReason.QueryNotCanonical);
        }

        if (body.IsEmpty ? rule.Body is not (BodyFormat.None or BodyFormat.OptionalJson) : rule.Body == BodyFormat.None)
        {
            return new PayloadReading.Unreadable(UnreadableReason.UnexpectedBody);
        }

        JsonPayloadReader reader = Borrow(rule);
        reader.Reset(rule, references, sweep);
        if (sweep is not null)
        {
            RequestSweep.AddHead(reader.Sweep, rule, target, header);
        }

        if (body.IsEmpty)
        {
            PayloadReading withoutBody = new PayloadReading.Readable([new PayloadRecord(rule.Kind, rule.Operation, [.. references], null, IsLocked: false, "")])
            {
                Swept = reader.Sweep.ToIdentifiers(),
            };
            Return(reader);
            return withoutBody;
        }

        PayloadReading reading = rule.Body switch
        {
            BodyFormat.GraphQL => WithSweep(new GraphQLPayloadReader(rule, references, reader).Read(body), reader),
            BodyFormat.Form => WithSweep(FormPayload.Read(rule, references, body, reader), reader),
            BodyFormat.Xml => WithSweep(XmlPayload.Read(rule, references, body, reader), reader),
            BodyFormat.Soap => WithSweep(SoapPayload.Read(rule, references, header, body, reader), reader),
            BodyFormat.Fhir => WithSweep(FhirPayload.Read(match, target, references, body, reader), reader),
            BodyFormat.FhirBundle => WithSweep(new FhirBundlePayload(match, target, header, reader).Read(body), reader),
            _ => ReadJson(body, reader),
        };
        Return(reader);
        if (reading is PayloadReading.Readable { Records: { } records } && HasLink(records))
        {
            // INVARIANT: what points at another entry was looked up there, or the request is not read completely.
            return new PayloadReading.Unreadable(UnreadableReason.InvalidIdentifier);
        }

        return reading is PayloadReading.Readable && rule.Operation == Operation.Read && !ReadBody.HasOnly(body, rule.Members)
            ? new PayloadReading.Unreadable(UnreadableReason.UnexpectedBody)
            : reading;
    }
}

using System.Globalization;
using GraphQLParser.AST;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads.GraphQL;

/// <summary>Reads GraphQL over JSON: every field that any operation asks of the root is a record of its own rule.</summary>
/// <param name="rule">The rule of the route.</param>
/// <param name="request">The references of path, query and headers; they count for every record.</param>
/// <param name="reader">A reader whose sweep is on its way.</param>
/// <remarks>
/// 1. The body is checked and swept like any JSON.
/// 2. Each document is parsed; aliases, fragments, variables, defaults, and operations that are not the named one hide nothing.
/// 3. A field's arguments become one JSON object, to which the rule of that field is applied. A mutation without a rule is not covered;
///    a query needs none: it is a read.
/// </remarks>
internal sealed class GraphQLPayloadReader(RouteRule rule, IReadOnlyList<ClientReference> request, JsonPayloadReader reader)
{
    private readonly List<PayloadRecord> _records = [];

    /// <summary>Reads a body.</summary>
    /// <returns>The records and what they do together; or why there are none.</returns>
    internal PayloadReading Read(ReadOnlySpan<byte> body)
    {
        if (reader.Check(body) is { } unreadable)
        {
            return unreadable;
        }

        try
        {
            return GraphQLEnvelope.ReadAll(body, reader, out bool isList) is { } envelopes
                ? ReadEnvelopes(envelopes, isList) ?? SeveralRecords.Together(_records)
                : Ambiguous();
        }
        catch (FormatException)
        {
            return Ambiguous();
        }
    }

    private static PayloadReading.Unreadable Ambiguous() => new(UnreadableReason.AmbiguousGraphql);

    private PayloadReading? ReadEnvelopes(List<GraphQLEnvelope> envelopes, bool isList)
    {
        using var image = new ArgumentImage();
        for (int i = 0; i < envelopes.Count; i++)
        {
            string[] place = isList ? [i.ToString(CultureInfo.InvariantCulture)] : [];
            var document = new GraphQLDocumentWalk(envelopes[i].Query, reader.Sweep);
            foreach (GraphQLOperationDefinition operation in document.Operations)
            {
                bool isMutation = operation.Operation == OperationType.Mutation;
                var variables = new GraphQLVariables(operation, envelopes[i].Variables);
                foreach (GraphQLField field in document.RootFields(operation))
                {
                    document.CheckBelow(field);
                    ReadOnlyMemory<byte> arguments = image.Write(field.Arguments, variables);
                    if (ReadField(field, isMutation, arguments.Span, place) is { } refused)
                    {
                        return refused;
                    }
                }
            }

            document.Finish();
        }

        return null;
    }

    private PayloadReading? ReadField(GraphQLField field, bool isMutation, ReadOnlySpan<byte> arguments, string[] place)
    {
        string name = field.Name.StringValue;
        string pointer = "/" + string.Join('/', [.. place, name]);
        if (_records.Count >= RecordCollector.MaxRecords)
        {
            return new PayloadReading.Unreadable(UnreadableReason.TooManyRecords);
        }

        if (!(isMutation ? rule.Mutations : rule.Queries).TryGetValue(name, out RouteRule? part))
        {
            if (isMutation && name != "__typename")
            {
                return new PayloadReading.NotCovered(name);
            }

            _records.Add(new PayloadRecord(RecordKind.Other, Operation.Read, request, null, IsLocked: false, pointer));
            return null;
        }

        PayloadReading reading = reader.ReadPart(part, request, arguments, takesOneForList: true);
        if (reading is not PayloadReading.Readable readable)
        {
            return reading;
        }

        var answer = new AnswerPlace(part, [.. place, "data", field.Alias?.Name.StringValue ?? name]);
        _records.AddRange(readable.Records.Select(record => record with { Pointer = pointer + record.Pointer, Answer = answer }));
        return null;
    }
}

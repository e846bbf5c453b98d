using System.Text.Json;
using GraphQLParser.AST;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Payloads.Form;
using HmisGateway.Policy.Payloads.GraphQL;
using HmisGateway.Policy.Payloads.Xml;

namespace HmisGateway.Policy.Profiles.Drafting;

/// <summary>Takes the shape of a request and leaves every value behind.</summary>
public static class RequestShapeReader
{
    private const int MaxDepth = 32;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
    private static readonly BodyFormat[] Formats = [BodyFormat.Json, BodyFormat.MergePatch, BodyFormat.Form, BodyFormat.Xml];
    private static readonly RouteRule NoRule = new() { Name = "", Body = BodyFormat.Json };

    /// <summary>Takes the shape of a request. Never throws.</summary>
    /// <param name="method">The method.</param>
    /// <param name="rawTarget">Path and query as the vendor would see them.</param>
    /// <param name="contentType">The content type, or null.</param>
    /// <param name="body">The body, decoded to identity; empty for none.</param>
    /// <returns>The shape, or why no rule can be drafted from it.</returns>
    public static ShapeReading Read(string method, string rawTarget, string? contentType, ReadOnlySpan<byte> body)
    {
        if (method is not ("POST" or "PUT" or "PATCH" or "DELETE"))
        {
            return new ShapeReading.LeftOut("a read: write one rule for all of them, GET with \"/**\"");
        }

        if (RequestTarget.Parse(rawTarget) is not RequestTargetReading.Canonical { Target: { } target })
        {
            return new ShapeReading.LeftOut("path or query is not canonical: it is refused, whatever the profile");
        }

        var shape = new RequestShape
        {
            Method = method,
            Path = target.Segments.Count == 0
                ? "/"
                : string.Concat(target.Segments.Select(static segment => "/" + (FieldName.IsSegment(segment) ? segment : "{}"))),
            QueryKeys = [.. target.Query.Select(static pair => pair.Key).Where(FieldName.IsMember)],
        };
        try
        {
            return body.IsEmpty ? new ShapeReading.Seen(shape) : WithBody(shape, contentType, body);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            return new ShapeReading.LeftOut("the body is not what its content type says");
        }
    }

    private static ShapeReading WithBody(RequestShape shape, string? contentType, ReadOnlySpan<byte> body)
    {
        if (shape.Method == "DELETE")
        {
            return new ShapeReading.LeftOut("a delete with a body: no rule can cover it");
        }

        BodyFormat format = Array.Find(Formats, one => BodyContentType.Fits(one, contentType));
        if (format == BodyFormat.None)
        {
            return new ShapeReading.LeftOut("a content type from which no rule can be drafted");
        }

        if (format == BodyFormat.Json && shape.Method == "POST" && Mutations(body) is { } mutations)
        {
            return new ShapeReading.Seen(shape with { Body = BodyFormat.GraphQL, Mutations = mutations });
        }

        if (format == BodyFormat.Form)
        {
            return FormReader.Read(body) is { } fields
                ? new ShapeReading.Seen(shape with
                {
                    Body = format,
                    Values = [.. fields.Select(static field => field.Key).Where(FieldName.IsMember).Select(static name => "/" + ProfileObject.Escaped(name))],
                })
                : throw new FormatException();
        }

        using var xml = new XmlImage();
        JsonElement json = JsonElement.Parse(
            format != BodyFormat.Xml ? body : XmlDocumentReader.Read(body, new IdentifierSweep()) is { } root && xml.Write(root) is { } image ? image.Span : [], Strict);
        var pointers = new Pointers();
        pointers.Add(json, "");
        return new ShapeReading.Seen(shape with
        {
            Body = format,
            IsList = json.ValueKind == JsonValueKind.Array,
            Values = [.. pointers.Values],
            Containers = [.. pointers.Containers],
        });
    }

    /// <summary>What a GraphQL request asks for; null when the body is not one.</summary>
    private static List<(string Name, IReadOnlyList<string> Values, IReadOnlyList<string> Containers)>? Mutations(ReadOnlySpan<byte> body)
    {
        var reader = new JsonPayloadReader(NoRule);
        try
        {
            if (GraphQLEnvelope.ReadAll(body, reader, out _) is not { } envelopes)
            {
                return null;
            }

            using var image = new ArgumentImage();
            var found = new List<(string, IReadOnlyList<string>, IReadOnlyList<string>)>();
            foreach (GraphQLEnvelope envelope in envelopes)
            {
                var document = new GraphQLDocumentWalk(envelope.Query, reader.Sweep);
                foreach (GraphQLOperationDefinition operation in document.Operations.Where(static one => one.Operation == OperationType.Mutation))
                {
                    var variables = new GraphQLVariables(operation, envelope.Variables);
                    foreach (GraphQLField field in document.RootFields(operation).Where(static field => FieldName.IsMember(field.Name.StringValue)))
                    {
                        var pointers = new Pointers();
                        pointers.Add(JsonElement.Parse(image.Write(field.Arguments, variables).Span, Strict), "");
                        found.Add((field.Name.StringValue, [.. pointers.Values], [.. pointers.Containers]));
                    }
                }
            }

            return found;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Collects where values and containers stand.</summary>
    private sealed class Pointers
    {
        internal HashSet<string> Values { get; } = new(StringComparer.Ordinal);

        internal HashSet<string> Containers { get; } = new(StringComparer.Ordinal);

        internal void Add(JsonElement element, string pointer)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    Containers.Add(pointer);
                    foreach (JsonProperty member in element.EnumerateObject().Where(static member => FieldName.IsMember(member.Name)))
                    {
                        Add(member.Value, $"{pointer}/{ProfileObject.Escaped(member.Name)}");
                    }

                    break;
                case JsonValueKind.Array:
                    Containers.Add(pointer);
                    foreach (JsonElement item in element.EnumerateArray())
                    {
                        Add(item, pointer + "/*");
                    }

                    break;
                default:
                    Values.Add(pointer);
                    break;
            }
        }
    }
}

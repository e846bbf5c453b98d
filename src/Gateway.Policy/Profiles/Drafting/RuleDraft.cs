using System.Globalization;
using System.Text.Json;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Profiles.Drafting;

/// <summary>One rule that is proposed from requests of one method, path and body.</summary>
internal sealed class RuleDraft(string method, string path, IReadOnlyList<RequestShape> shapes)
{
    private static readonly string[] IdentityParts = ["firstName", "lastName", "dob", "ssn"];

    private BodyFormat Body => shapes[0].Body;

    /// <summary>Writes the rule.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="names">The names that are taken; this one's is added.</param>
    internal void Write(Utf8JsonWriter json, HashSet<string> names)
    {
        (string template, List<(string Name, IdentifierScheme Scheme)> parameters) = Template();
        Operation operation = OperationOf(template);
        json.WriteStartObject();
        json.WriteString("name", Unique(NameOf(operation), names));
        json.WriteString("description", Description());
        json.WriteString("method", method);
        json.WriteString("path", template);
        if (Body == BodyFormat.GraphQL)
        {
            json.WriteString("body", "graphQL");
            WriteMutations(json);
        }
        else
        {
            WriteRecord(json, operation, parameters);
        }

        json.WriteEndObject();
    }

    private void WriteRecord(Utf8JsonWriter json, Operation operation, List<(string Name, IdentifierScheme Scheme)> parameters)
    {
        if (Body != BodyFormat.None)
        {
            json.WriteString("body", Word(Body));
        }

        bool isList = shapes.All(static shape => shape.IsList);
        if (isList)
        {
            json.WriteString("root", "array");
        }

        json.WriteString("operation", Word(operation));
        json.WriteString("kind", Word(KindOf()));
        json.WriteStartArray("select");
        foreach ((string name, IdentifierScheme scheme) in parameters)
        {
            WriteSelector(json, "path", name, scheme);
        }

        foreach (string key in shapes.SelectMany(static shape => shape.QueryKeys).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            if (FieldMeaning.SchemeOf(key) is { } scheme)
            {
                WriteSelector(json, "query", key, scheme);
            }
        }

        string[] values = Leaves(shapes.SelectMany(static shape => shape.Values), shapes.SelectMany(static shape => shape.Containers));
        WriteIds(json, values);
        json.WriteEndArray();
        WriteIdentity(json, values);
    }

    private void WriteMutations(Utf8JsonWriter json)
    {
        json.WriteStartObject("mutations");
        foreach (var field in shapes.SelectMany(static shape => shape.Mutations)
            .GroupBy(static mutation => mutation.Name, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            string[] values = Leaves(field.SelectMany(static one => one.Values), field.SelectMany(static one => one.Containers));
            json.WriteStartObject(field.Key);
            json.WriteString("operation", Word(OperationOfField(field.Key)));
            json.WriteString("kind", Word(FieldMeaning.KindOf(field.Key)));
            json.WriteStartArray("select");
            WriteIds(json, values);
            json.WriteEndArray();
            WriteIdentity(json, values);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, string[] values)
    {
        foreach (string pointer in values)
        {
            if (FieldMeaning.SchemeOf(FieldOf(pointer)) is { } scheme)
            {
                WriteSelector(json, "json", pointer, scheme);
            }
        }
    }

    /// <summary>The identity where it stands once. In a list there are several persons, which 'items' is for.</summary>
    private static void WriteIdentity(Utf8JsonWriter json, string[] values)
    {
        string[] single = [.. values.Where(static pointer => !pointer.Contains("/*", StringComparison.Ordinal))];
        Dictionary<string, string> parts = [];
        foreach (IGrouping<string?, string> part in single.GroupBy(static pointer => FieldMeaning.PartOf(FieldOf(pointer))))
        {
            if (part.Key is { } name && part.Count() == 1)
            {
                parts[name] = part.Single();
            }
        }

        if (parts.Count == 0)
        {
            return;
        }

        json.WriteStartObject("identity");
        foreach (string name in IdentityParts.Where(parts.ContainsKey))
        {
            json.WriteString(name, parts[name]);
        }

        json.WriteEndObject();
    }

    private static void WriteSelector(Utf8JsonWriter json, string member, string name, IdentifierScheme scheme)
    {
        json.WriteStartObject();
        json.WriteString(member, name);
        json.WriteString("scheme", Word(scheme));
        json.WriteString("role", "refers");
        json.WriteEndObject();
    }

    /// <summary>The values that never hold anything; a pointer in other letters is the same one to a profile.</summary>
    private static string[] Leaves(IEnumerable<string> values, IEnumerable<string> containers)
    {
        var held = new HashSet<string>(containers, StringComparer.OrdinalIgnoreCase);
        return [.. values.Where(value => value.Length > 0 && !held.Contains(value)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
    }

    /// <summary>The name of the member that a pointer leads to; the elements of a list are called like the list.</summary>
    private static string FieldOf(string pointer)
    {
        string[] steps = pointer.Split('/');
        return (Array.FindLast(steps, static step => step != "*") ?? "").Split('@')[^1];
    }

    private (string Template, List<(string Name, IdentifierScheme Scheme)> Parameters) Template()
    {
        var parameters = new List<(string Name, IdentifierScheme Scheme)>();
        string? word = null;
        var segments = new List<string>();
        foreach (string segment in path.Split('/').Skip(1))
        {
            if (segment != "{}")
            {
                word = segment;
                segments.Add(segment);
                continue;
            }

            string name = Unique(Singular(word ?? "id"), parameters.Select(static parameter => parameter.Name).ToHashSet(StringComparer.Ordinal));
            parameters.Add((name, FieldMeaning.SchemeBehind(word)));
            segments.Add($"{{{name}}}");
            word = null;
        }

        return ("/" + string.Join('/', segments), parameters);
    }

    private static string Singular(string word)
    {
        string letters = new([.. word.Where(char.IsAsciiLetterOrDigit)]);
        return letters.EndsWith("ies", StringComparison.Ordinal) ? letters[..^3] + "y"
            : letters.Length > 1 && letters.EndsWith('s') && !letters.EndsWith("ss", StringComparison.Ordinal) ? letters[..^1]
            : letters.Length == 0 ? "id" : letters;
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int number = 2; !taken.Add(unique); number++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}{number}");
        }

        return unique;
    }

    private string NameOf(Operation operation)
    {
        IEnumerable<string> words = path.Split('/').Where(static segment => segment.Length > 0 && segment != "{}");
        return string.Join('-', words.TakeLast(2).Prepend(Body == BodyFormat.GraphQL ? "post" : Word(operation)).Select(FieldName.Fold));
    }

    private string Description()
    {
        string[] unread =
        [
            .. shapes.SelectMany(static shape => shape.QueryKeys).Where(static key => FieldMeaning.SchemeOf(key) is null)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        string text = $"Drafted from {(shapes.Count == 1 ? "1 request" : string.Create(CultureInfo.InvariantCulture, $"{shapes.Count} requests"))}.";
        return unread.Length == 0 ? text : $"{text} Requests with the query keys {string.Join(", ", unread)} are refused as long as no selector reads them.";
    }

    private RecordKind KindOf()
    {
        RecordKind named = path.Split('/').Where(static segment => segment != "{}").Reverse().Select(FieldMeaning.KindOf)
            .FirstOrDefault(static kind => kind != RecordKind.Other, RecordKind.Other);
        return named;
    }

    private Operation OperationOf(string template) => method switch
    {
        "DELETE" => Operation.Delete,
        "POST" when !template.EndsWith('}') => Operation.Create,
        _ => Operation.Update,
    };

    private static Operation OperationOfField(string name) =>
        name.StartsWith("create", StringComparison.OrdinalIgnoreCase) || name.StartsWith("add", StringComparison.OrdinalIgnoreCase) ? Operation.Create
        : name.StartsWith("delete", StringComparison.OrdinalIgnoreCase) || name.StartsWith("remove", StringComparison.OrdinalIgnoreCase) ? Operation.Delete
        : name.StartsWith("bulk", StringComparison.OrdinalIgnoreCase) ? Operation.Bulk
        : Operation.Update;

    /// <summary>A word of a profile.</summary>
    private static string Word<T>(T value)
        where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HmisGateway.Pipeline.Answers;

namespace HmisGateway.AgencyApi;

/// <summary>A JSON body that was read strictly: its value, or what is wrong with it and where.</summary>
/// <param name="Value">The value, or null.</param>
/// <param name="Errors">What is wrong, never with a value; empty when the body was read.</param>
internal sealed record JsonBody<T>(T? Value, IReadOnlyList<ProblemError> Errors)
    where T : class
{
    /// <summary>Reads the request's body.</summary>
    public static async Task<JsonBody<T>> ReadAsync(HttpContext context, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, cancellationToken) is { } value
                ? new JsonBody<T>(value, [])
                : new JsonBody<T>(null, [new("", $"Write a JSON object with these members: {MembersOf(type)}.")]);
        }
        catch (JsonException fault)
        {
            return new JsonBody<T>(null, [Describe(fault, type)]);
        }
    }

    /// <summary>Never repeats what the exception says: its text and path may hold what somebody typed.</summary>
    private static ProblemError Describe(JsonException fault, JsonTypeInfo<T> type)
    {
        string place = $"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}";
        string? member = PathsOf(type, "").FirstOrDefault(path => fault.Path == "$" + path.Replace('/', '.'));
        return member is not null
            ? new ProblemError(member, $"A value of another type than this member takes, at {place}.")
            : new ProblemError("", $"Not JSON, or a member that is unknown, repeated or missing, at {place}. Members: {MembersOf(type)}.");
    }

    private static string MembersOf(JsonTypeInfo type) => string.Join(", ", type.Properties.Select(static member => member.Name));

    private static IEnumerable<string> PathsOf(JsonTypeInfo type, string prefix)
    {
        foreach (JsonPropertyInfo member in type.Properties)
        {
            string path = $"{prefix}/{member.Name}";
            yield return path;
            JsonTypeInfo inner = type.Options.GetTypeInfo(member.PropertyType);
            foreach (string nested in inner.Kind == JsonTypeInfoKind.Object ? PathsOf(inner, path) : [])
            {
                yield return nested;
            }
        }
    }
}

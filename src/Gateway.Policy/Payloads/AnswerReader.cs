using System.Buffers;
using System.Text;
using System.Text.Json;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads.Xml;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>Reads the ids that a vendor's answer states.</summary>
/// <remarks>
/// The answer is the vendor's, not a sender's: nothing is refused for it. What is not learned leads nowhere later, and a write
/// that leads nowhere is kept offline.
/// </remarks>
public static class AnswerReader
{
    /// <summary>Whose resource a path of its own names makes no difference here.</summary>
    private const string AnyAuthority = "http://vendor";

    /// <summary>Reads what an answer teaches.</summary>
    /// <param name="rule">The rule that covered the request.</param>
    /// <param name="answer">The whole answer, JSON or XML.</param>
    /// <param name="location">Its <c>Location</c>, which counts as the member <c>location</c> of an answer; null when it has none.</param>
    /// <returns>The ids; empty when the rule learns nothing or the answer is something else. Ids of a wrong form are left out.</returns>
    public static IReadOnlyList<ClientReference> Learn(RouteRule rule, ReadOnlySpan<byte> answer, string? location = null)
    {
        if (rule.Learns.Count == 0)
        {
            return [];
        }

        ClientReference[] learned = answer.IsEmpty ? [] : Learn(rule, [], answer);
        return string.IsNullOrEmpty(location) ? learned : [.. learned, .. Learn(rule, [], AsMember(location))];
    }

    /// <summary>Reads what an answer teaches about one record of several.</summary>
    /// <param name="place">Where the answer speaks of it.</param>
    /// <param name="answer">The whole answer.</param>
    /// <returns>The ids; empty when the rule learns nothing or that part is missing.</returns>
    public static IReadOnlyList<ClientReference> Learn(AnswerPlace place, ReadOnlySpan<byte> answer) =>
        place.Rule.Learns.Count == 0 || answer.IsEmpty ? [] : Learn(place.Rule, place.Pointer, answer);

    /// <summary>Whether an answer says something of a record: a GraphQL answer has <c>null</c> for what failed, whatever its status.</summary>
    /// <param name="place">Where the answer speaks of it.</param>
    /// <param name="answer">The whole answer.</param>
    public static bool IsAnswered(AnswerPlace place, ReadOnlySpan<byte> answer)
    {
        if (ReferenceEquals(place, AnswerPlace.Nowhere))
        {
            return false;
        }

        try
        {
            ReadOnlySpan<byte> part = JsonPart.Find(answer, [.. place.Pointer, .. place.Proof]);
            return !part.IsEmpty && !part.SequenceEqual("null"u8);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ClientReference[] Learn(RouteRule rule, IReadOnlyList<string> pointer, ReadOnlySpan<byte> answer)
    {
        try
        {
            JsonPayloadReader reader = RequestReader.Borrow(rule);
            ClientReference[] learned = IsXml(answer)
                ? XmlPayload.Learn(rule, answer, reader)
                : reader.Learn(rule, pointer.Count == 0 ? answer : JsonPart.Find(answer, pointer));
            RequestReader.Return(reader);
            return learned;
        }
        catch (Exception)
        {
            return [];
        }
    }

    private static bool IsXml(ReadOnlySpan<byte> answer) =>
        (answer.StartsWith(Encoding.UTF8.Preamble) ? answer[Encoding.UTF8.Preamble.Length..] : answer).TrimStart(" \t\r\n"u8) is [(byte)'<', ..];

    private static ReadOnlySpan<byte> AsMember(string location)
    {
        ArrayBufferWriter<byte> json = new();
        using Utf8JsonWriter writer = new(json);
        writer.WriteStartObject();
        writer.WriteString("location", location.StartsWith('/') ? AnyAuthority + location : location);
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenSpan;
    }
}

using System.Text.Json;

namespace HmisGateway.Ledger;

/// <summary>Reads the events of an entry back.</summary>
internal static class LedgerEventReader
{
    /// <summary>The events, their values by name; where a name repeats, the last.</summary>
    /// <param name="entry">The JSON of an entry whose form was checked.</param>
    public static IReadOnlyList<(string Kind, IReadOnlyDictionary<string, string> Values)> Read(ReadOnlyMemory<byte> entry)
    {
        List<(string Kind, IReadOnlyDictionary<string, string> Values)> events = [];
        using JsonDocument document = JsonDocument.Parse(entry);
        foreach (JsonElement one in document.RootElement.GetProperty("events").EnumerateArray())
        {
            Dictionary<string, string> values = new(StringComparer.Ordinal);
            foreach (JsonProperty value in one.EnumerateObject())
            {
                values[value.Name] = value.Value.GetString() ?? "";
            }

            events.Add((values.GetValueOrDefault("kind", ""), values));
        }

        return events;
    }
}

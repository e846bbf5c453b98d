using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>An answer as the agency system sees it.</summary>
public sealed record Answer(int Status, byte[] Body, string? ContentType, Dictionary<string, string> Headers)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Code => Stated("code");

    public string Receipt => Stated("receipt");

    /// <summary>A member that a test relies on. An answer of another kind fails the test by an assertion that shows it.</summary>
    private string Stated(string member)
    {
        JsonNode? stated = null;
        try
        {
            stated = (Json as JsonObject)?[member];
        }
        catch (JsonException)
        {
            // Not JSON: the member is missing.
        }

        return stated.ShouldNotBeNull(string.Create(CultureInfo.InvariantCulture, $"the answer {Status} has no {member}: {Text}")).GetValue<string>();
    }
}

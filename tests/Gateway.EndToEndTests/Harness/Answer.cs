using System.Text;
using System.Text.Json.Nodes;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>An answer as the agency system sees it.</summary>
public sealed record Answer(int Status, byte[] Body, string? ContentType, Dictionary<string, string> Headers)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Code => Json["code"]!.GetValue<string>();

    public string Receipt => Json["receipt"]!.GetValue<string>();
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace HmisGateway.Cli;

/// <summary>JSON for people's eyes.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class IndentedJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace HmisGateway.Ledger;

/// <summary>How the lines of an anchor are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AnchorLine))]
internal sealed partial class AnchorJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace HmisGateway.Experiments.Rounds;

/// <summary>How rounds are written: one compact object a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoundLine))]
internal sealed partial class RoundJson : JsonSerializerContext;

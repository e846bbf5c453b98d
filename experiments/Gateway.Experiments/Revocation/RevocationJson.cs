using System.Text.Json.Serialization;

namespace HmisGateway.Experiments.Revocation;

/// <summary>How rounds are written: one compact object a line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RevocationLine))]
internal sealed partial class RevocationJson : JsonSerializerContext;

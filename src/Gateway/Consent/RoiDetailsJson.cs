using System.Text.Json.Serialization;

namespace HmisGateway.Consent;

/// <summary>How <see cref="RoiDetails"/> is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoiDetails))]
internal sealed partial class RoiDetailsJson : JsonSerializerContext;

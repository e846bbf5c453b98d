using System.Text.Json.Serialization;

namespace HmisGateway.Consent;

/// <summary>How <see cref="RoiDetails"/> and <see cref="RoiDocumentDetails"/> are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoiDetails))]
[JsonSerializable(typeof(RoiDocumentDetails))]
internal sealed partial class RoiDetailsJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace HmisGateway.Offline;

/// <summary>How <see cref="OfflineDetails"/> is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OfflineDetails))]
internal sealed partial class OfflineDetailsJson : JsonSerializerContext;

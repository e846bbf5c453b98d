using System.Text.Json.Serialization;

namespace HmisGateway.Consent.Sources;

/// <summary>How the protocol is written: unknown and repeated members are refused, so that a misspelt one is a fault and not a missing form.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HttpRoiQuestion))]
[JsonSerializable(typeof(HttpRoiAnswer))]
internal sealed partial class HttpRoiJson : JsonSerializerContext;

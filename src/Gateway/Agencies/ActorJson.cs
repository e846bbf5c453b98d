using System.Text.Json.Serialization;

namespace HmisGateway.Agencies;

/// <summary>How the sealed statement of an actor is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Actor))]
internal sealed partial class ActorJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace HmisGateway.Offline;

/// <summary>How the lines of <see cref="ErasureLog"/> are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Erasure))]
internal sealed partial class ErasureJson : JsonSerializerContext;

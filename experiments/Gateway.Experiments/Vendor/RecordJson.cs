using System.Text.Json.Serialization;

namespace HmisGateway.Experiments.Vendor;

/// <summary>How the vendor writes down what arrived.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RecordedChunk))]
internal sealed partial class RecordJson : JsonSerializerContext;

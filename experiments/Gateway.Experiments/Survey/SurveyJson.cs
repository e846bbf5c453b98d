using System.Text.Json.Serialization;

namespace HmisGateway.Experiments.Survey;

/// <summary>How the survey is written down.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SurveyLine))]
internal sealed partial class SurveyJson : JsonSerializerContext;

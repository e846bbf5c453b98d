using System.Text.Json.Serialization;

namespace HmisGateway.Experiments.Uploads;

/// <summary>How the result of an upload is written.</summary>
[JsonSerializable(typeof(SortedDictionary<string, double>))]
internal sealed partial class UploadJson : JsonSerializerContext;

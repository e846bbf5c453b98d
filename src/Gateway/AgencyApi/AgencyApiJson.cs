using System.Text.Json.Serialization;
using HmisGateway.Consent;
using HmisGateway.Offline;

namespace HmisGateway.AgencyApi;

/// <summary>How the bodies of the agency API are written and read: unknown and repeated members are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(RoiSubmission))]
[JsonSerializable(typeof(DecisionPreviewRequest))]
[JsonSerializable(typeof(SeparationRequest))]
[JsonSerializable(typeof(SeparationAnswer))]
[JsonSerializable(typeof(RoiAnswer))]
[JsonSerializable(typeof(RoiDrainingAnswer))]
[JsonSerializable(typeof(RoiDrainedAnswer))]
[JsonSerializable(typeof(RoiOnFile))]
[JsonSerializable(typeof(RoiDocumentAnswer))]
[JsonSerializable(typeof(RoiImportAnswer))]
[JsonSerializable(typeof(OfflinePageAnswer))]
[JsonSerializable(typeof(OfflineItemView))]
[JsonSerializable(typeof(ResubmissionAnswer))]
[JsonSerializable(typeof(WorklistAnswer))]
[JsonSerializable(typeof(DecisionAnswer))]
internal sealed partial class AgencyApiJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using HmisGateway.Cli;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Keys;

namespace HmisGateway.Management;

/// <summary>The JSON of the management operations and of <c>--output json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(ManagementProblem))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(IReadOnlyList<AgencyView>))]
[JsonSerializable(typeof(AgencyView))]
[JsonSerializable(typeof(NewAgency))]
[JsonSerializable(typeof(IssuedKey))]
[JsonSerializable(typeof(SettingsOfAgency))]
[JsonSerializable(typeof(NewCertificate))]
[JsonSerializable(typeof(NewVendorCredential))]
[JsonSerializable(typeof(AgencyProofView))]
[JsonSerializable(typeof(IReadOnlyList<AgencyProofView>))]
[JsonSerializable(typeof(StatedActor))]
[JsonSerializable(typeof(RoiToRecord))]
[JsonSerializable(typeof(RecordedRoi))]
[JsonSerializable(typeof(ClientQuestion))]
[JsonSerializable(typeof(ExportedClients))]
[JsonSerializable(typeof(ComparedClients))]
[JsonSerializable(typeof(ExportedEnrollments))]
[JsonSerializable(typeof(LearnedEnrollments))]
[JsonSerializable(typeof(HmisComparisonReport))]
[JsonSerializable(typeof(ClientSeparation))]
[JsonSerializable(typeof(SeparatedClient))]
[JsonSerializable(typeof(RoiOnFile))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(MissingRois))]
[JsonSerializable(typeof(MissingRoiReport))]
[JsonSerializable(typeof(OfflineQuestion))]
[JsonSerializable(typeof(OfflinePage))]
[JsonSerializable(typeof(OfflineSummary))]
[JsonSerializable(typeof(RevealedItem))]
[JsonSerializable(typeof(ExportIndexEntry))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(LedgerReport))]
[JsonSerializable(typeof(ProfileReloadReport))]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(DraftQuestion))]
[JsonSerializable(typeof(DraftReport))]
[JsonSerializable(typeof(AnchorReport))]
[JsonSerializable(typeof(Settlement))]
[JsonSerializable(typeof(ItemOutcome))]
[JsonSerializable(typeof(Erasures))]
[JsonSerializable(typeof(ErasureReport))]
[JsonSerializable(typeof(Reconciliation))]
[JsonSerializable(typeof(KeyRotation))]
[JsonSerializable(typeof(ExplanationRequest))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(IReadOnlyList<ConfigurationProblem>))]
[JsonSerializable(typeof(IReadOnlyList<EffectiveSetting>))]
[JsonSerializable(typeof(IReadOnlyList<ProfileListing>))]
[JsonSerializable(typeof(ProfileReport))]
internal sealed partial class ManagementJson : JsonSerializerContext;

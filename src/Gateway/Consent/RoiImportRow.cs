namespace HmisGateway.Consent;

/// <summary>A row that can be imported.</summary>
/// <param name="Draft">What stands in it.</param>
/// <param name="Form">Hashed and sealed.</param>
internal sealed record RoiImportRow(RoiDraft Draft, SealedRoi Form);

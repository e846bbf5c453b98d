namespace HmisGateway.Consent;

/// <summary>A row that was not imported.</summary>
/// <param name="Row">Its number; 1 is the first row below the header, blank lines do not count.</param>
/// <param name="Problem">What is wrong, by column; never a value.</param>
internal readonly record struct RoiImportRejection(int Row, string Problem);

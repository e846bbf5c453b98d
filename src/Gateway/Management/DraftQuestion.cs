namespace HmisGateway.Management;

/// <summary>Asks for a profile that is drafted from offline items.</summary>
/// <param name="Vendor">For which vendor; null where there is no doubt.</param>
/// <param name="Actor">Who asks: the contents of the items are opened.</param>
internal sealed record DraftQuestion(string? Vendor, StatedActor Actor);

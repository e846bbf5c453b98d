namespace HmisGateway.Management;

/// <summary>A request to erase offline items: named ones, or an agency's from before a day.</summary>
/// <param name="Actor">Who erases, and why.</param>
/// <param name="Receipts">The items; null to go by agency and day.</param>
/// <param name="Agency">Whose items; null to go by receipts.</param>
/// <param name="Before">Those received before this day.</param>
/// <param name="IsTrial">True to be told only how many there are.</param>
internal sealed record Erasures(StatedActor? Actor, IReadOnlyList<Guid>? Receipts, string? Agency, DateOnly? Before, bool IsTrial);

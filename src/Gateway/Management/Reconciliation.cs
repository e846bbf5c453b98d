namespace HmisGateway.Management;

/// <summary>A request to go on with storage that is older than its anchor.</summary>
/// <param name="Actor">Who decides, and why.</param>
/// <param name="LeaveMissing">True to go on without No Sharings that nobody has recorded again.</param>
internal sealed record Reconciliation(StatedActor? Actor, bool LeaveMissing);

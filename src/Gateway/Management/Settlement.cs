namespace HmisGateway.Management;

/// <summary>What somebody found out about an item in doubt.</summary>
/// <param name="Actor">Who looked, and why.</param>
/// <param name="Arrived">True when it is in HMIS.</param>
internal sealed record Settlement(StatedActor? Actor, bool Arrived);

using HmisGateway.Identity;

namespace HmisGateway.Offline;

/// <summary>Which items of one agency to list, oldest first.</summary>
/// <param name="AgencyId">Whose items.</param>
/// <param name="After">Only items behind this receipt, or null for the first page.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="Client">Only items about this client, or null.</param>
/// <param name="Code">Only items with this code, or null.</param>
/// <param name="Status">Only items with this status, or null.</param>
internal sealed record OfflineQuery(string AgencyId, Guid? After, int Limit, Pseudonym? Client, string? Code, OfflineStatus? Status);

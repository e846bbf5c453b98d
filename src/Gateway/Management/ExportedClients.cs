using HmisGateway.Consent;

namespace HmisGateway.Management;

/// <summary>A batch of clients of an export of the HMIS.</summary>
/// <param name="Vendor">The vendor's name; null where there is one only.</param>
/// <param name="IsLearning">Whether ids are learned.</param>
/// <param name="Clients">The clients.</param>
internal sealed record ExportedClients(string? Vendor, bool IsLearning, IReadOnlyList<ExportedClient>? Clients);

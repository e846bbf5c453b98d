using HmisGateway.Consent;

namespace HmisGateway.Management;

/// <summary>Whom the gateway takes the clients of a batch for.</summary>
/// <param name="Clients">One for each client, in order.</param>
/// <param name="Learned">How many HMIS ids were learned.</param>
internal sealed record ComparedClients(IReadOnlyList<ComparedClient> Clients, int Learned);

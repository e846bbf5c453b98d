namespace HmisGateway.Storage;

/// <summary>A gateway process, from its start to its end.</summary>
/// <param name="Value">A random number.</param>
internal sealed record ReplicaId(Guid Value);

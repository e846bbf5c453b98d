namespace HmisGateway.Policy.Clients;

/// <summary>The gateway's surrogate for a person served. Random, means nothing outside the gateway.</summary>
/// <param name="Value">A random 63-bit number, never 0.</param>
public readonly record struct PersonId(long Value);

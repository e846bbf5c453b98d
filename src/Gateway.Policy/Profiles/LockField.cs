namespace HmisGateway.Policy.Profiles;

/// <summary>An exact field and the exact values with which it asks for a locked record.</summary>
/// <param name="Pointer">The field.</param>
/// <param name="Values">The values.</param>
internal sealed record LockField(JsonPointerPattern Pointer, IReadOnlyList<LockValue> Values);

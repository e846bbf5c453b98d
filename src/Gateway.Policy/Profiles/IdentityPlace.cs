namespace HmisGateway.Policy.Profiles;

/// <summary>Where a part of an identity stands.</summary>
/// <param name="Pointer">The pointer, as the profile writes it.</param>
/// <param name="Slot">Which part.</param>
/// <param name="Where">What stands beside it where it counts; null when it always counts.</param>
internal sealed record IdentityPlace(string Pointer, IdentitySlot Slot, SiblingCondition? Where);

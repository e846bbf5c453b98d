using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>A value that counts only when the rest of its object says so; kept until the object ends.</summary>
/// <param name="Condition">What must stand beside it.</param>
/// <param name="Found">The reference that it is, where it is one.</param>
/// <param name="Slot">The part of an identity that it is, where it is one.</param>
/// <param name="Text">The text of that part.</param>
internal readonly record struct PendingValue(SiblingCondition Condition, FoundReference Found, IdentitySlot? Slot, string? Text);

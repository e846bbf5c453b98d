namespace HmisGateway.Policy.Profiles;

/// <summary>Which part of an identity a value is.</summary>
/// <param name="Part">The part.</param>
/// <param name="Index">For a Social Security number that stands in several fields: which of them, from 0; else 0.</param>
internal readonly record struct IdentitySlot(IdentityPart Part, int Index);

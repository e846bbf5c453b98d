namespace HmisGateway.Policy.Profiles;

/// <summary>A piece of a string in an <see cref="ErrorEnvelope"/>.</summary>
/// <param name="Words">Fixed words; empty for a placeholder.</param>
/// <param name="Placeholder">The placeholder, or null.</param>
internal readonly record struct EnvelopeSegment(string Words, EnvelopePlaceholder? Placeholder);

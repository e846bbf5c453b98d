namespace HmisGateway.Hosting;

/// <summary>One setting as it is in effect.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value, <c>[redacted]</c> for a secret; null when there is none.</param>
/// <param name="Source">Where the value comes from: <c>default</c>, <c>environment</c>, <c>command line</c> or a file.</param>
internal sealed record EffectiveSetting(string Key, string? Value, string Source);

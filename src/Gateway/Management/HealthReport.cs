namespace HmisGateway.Management;

/// <summary>The answer of a health endpoint. Says which part failed, never how or about whom.</summary>
/// <param name="Status"><c>ready</c>, <c>alive</c>, <c>started</c>, <c>starting</c>, <c>stopping</c> or <c>not_ready</c>.</param>
/// <param name="Checks">For readiness: <c>ok</c> or <c>failed</c> for each part; what is noted beside them has words of its own.</param>
internal sealed record HealthReport(string Status, IReadOnlyDictionary<string, string>? Checks = null);

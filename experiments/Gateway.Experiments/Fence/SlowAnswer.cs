using System.Text.Json;

namespace HmisGateway.Experiments.Fence;

/// <summary>What the agency system was answered.</summary>
/// <param name="At">When it had the whole answer, by the machine's one clock.</param>
/// <param name="Status">The status.</param>
/// <param name="Body">The document.</param>
internal sealed record SlowAnswer(long At, int Status, JsonElement Body);

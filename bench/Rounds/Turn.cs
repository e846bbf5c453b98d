using HmisGateway.Bench.Load;

namespace HmisGateway.Bench.Rounds;

/// <summary>One proxy's turn in one round.</summary>
/// <param name="Round">From 1.</param>
/// <param name="Proxy">Name of the proxy.</param>
/// <param name="Load">What the load gave.</param>
/// <param name="CpuMicroseconds">CPU time of the proxy process per request, in microseconds.</param>
/// <param name="AllocatedBytes">Managed memory that the proxy process allocated per request, in bytes.</param>
internal sealed record Turn(int Round, string Proxy, LoadResult Load, double CpuMicroseconds, double AllocatedBytes);

namespace HmisGateway.Experiments.Crash;

/// <summary>A request of the load. Its mark stands in a header that is forwarded, so that even its first bytes can be recognised.</summary>
/// <param name="Mark">Unique in the run.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path.</param>
/// <param name="Client">The agency's client id in <c>Hmis-Gateway-Client</c>, or null.</param>
/// <param name="Body">Its body; empty for none.</param>
internal sealed record MarkedRequest(string Mark, MarkedKind Kind, HttpMethod Method, string Path, string? Client, byte[] Body);

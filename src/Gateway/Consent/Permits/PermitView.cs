namespace HmisGateway.Consent.Permits;

/// <summary>The permits of all replicas at one moment.</summary>
/// <param name="Permits">Every permit that was granted and not released.</param>
/// <param name="IsComplete">False after another server was promoted: it may lack permits that were granted before.</param>
/// <param name="Timeline">The timeline of the server, to be told to <see cref="IPermitTable.RelyOnAsync"/>.</param>
internal sealed record PermitView(IReadOnlyList<PermitRow> Permits, bool IsComplete, string Timeline);

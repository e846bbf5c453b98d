namespace HmisGateway.Pipeline.Splitting;

/// <summary>What was kept of a request of which the rest is forwarded.</summary>
/// <param name="Receipt">The receipt that the agency gets.</param>
/// <param name="Warning">What the agency is warned of, in wire form; null for nothing.</param>
/// <param name="Parts">The receipts of the parts.</param>
internal sealed record KeptSplit(Guid Receipt, string? Warning, IReadOnlySet<Guid> Parts)
{
    /// <summary>Tells the agency system beside the answer to the rest.</summary>
    public void Tell(HttpResponse response)
    {
        response.Headers[GatewayHeaders.Diverted] = Receipt.ToString();
        if (Warning is { } warning)
        {
            response.Headers[GatewayHeaders.Warning] = warning;
        }
    }
}

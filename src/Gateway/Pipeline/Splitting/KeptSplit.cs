using HmisGateway.Identity;
using HmisGateway.Offline;

namespace HmisGateway.Pipeline.Splitting;

/// <summary>What was kept of a request of which the rest is forwarded.</summary>
/// <param name="Receipt">The receipt that the agency gets.</param>
/// <param name="Warning">What the agency is warned of, in wire form; null for nothing.</param>
/// <param name="Parts">The receipts of the parts.</param>
/// <param name="Clients">By which of the agency's clients the parts are found.</param>
/// <param name="IsOfNobody">Whether a part is found by no client.</param>
internal sealed record KeptSplit(Guid Receipt, string? Warning, IReadOnlySet<Guid> Parts, IReadOnlySet<Pseudonym> Clients, bool IsOfNobody)
{
    /// <summary>
    /// Whether an earlier part of the same request was sent now: none of its clients has a part now. What was sent of one who still has one
    /// is not known.
    /// </summary>
    /// <param name="earlier">The earlier part.</param>
    public bool Sent(OfflineItem earlier) => !Parts.Contains(earlier.Receipt) && (earlier.Clients.Count == 0 ? !IsOfNobody : !earlier.Clients.Any(Clients.Contains));

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

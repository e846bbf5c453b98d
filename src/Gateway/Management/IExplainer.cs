using HmisGateway.Agencies;

namespace HmisGateway.Management;

/// <summary>
/// Says what would happen to a request, through the same steps as live traffic, without sending, storing or recording anything.
/// What it says about an agency's clients comes from that agency's own documents only.
/// </summary>
internal interface IExplainer
{
    /// <summary>Explains.</summary>
    /// <param name="agency">Who would send it.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    ValueTask<Explanation> ExplainAsync(Agency agency, ExplanationRequest request, CancellationToken cancellationToken);
}

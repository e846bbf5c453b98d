using HmisGateway.Agencies;

namespace HmisGateway.AgencyApi;

/// <summary>Decides without sending or storing anything.</summary>
internal interface IDecisionPreview
{
    /// <summary>
    /// What would become of a request of this agency now. Computed from the agency's own documents, so that where another agency's
    /// choice stands against it the code is the one for everything unconfirmed.
    /// </summary>
    ValueTask<DecisionPreview> PreviewAsync(Agency agency, DecisionPreviewRequest request, CancellationToken cancellationToken);
}

using HmisGateway.Agencies;
using HmisGateway.AgencyApi;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Tests.AgencyApi;

/// <summary>Notes what it is asked and answers what the test set.</summary>
internal sealed class PreviewRecorder : IDecisionPreview
{
    public DecisionPreview Answer { get; set; } = new(DivertCode.ConsentNotConfirmed, LockedAttempt: true, "client.create", [new DecisionPreviewRecord("", "client")]);

    public DecisionPreviewRequest? Asked { get; private set; }

    public ValueTask<DecisionPreview> PreviewAsync(Agency agency, DecisionPreviewRequest request, CancellationToken cancellationToken)
    {
        Asked = request;
        return ValueTask.FromResult(Answer);
    }
}

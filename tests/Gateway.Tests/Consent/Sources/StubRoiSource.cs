using HmisGateway.Consent;
using HmisGateway.Consent.Sources;

namespace HmisGateway.Tests.Consent.Sources;

/// <summary>A source in memory: forms by the agency's own client id, and HMIS ids that lead to one.</summary>
internal sealed class StubRoiSource : IRoiSource
{
    public Dictionary<string, List<RoiSubmission>> Forms { get; } = [];

    public Dictionary<string, string> VendorIds { get; } = [];

    public List<RoiSourceQuestion> Asked { get; } = [];

    public bool IsDown { get; set; }

    public int MostClients => 2;

    public Task<IReadOnlyList<RoiSourceClient>> AskAsync(string agencyId, IReadOnlyList<RoiSourceQuestion> asked, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw new RoiSourceUnavailableException("The ROI source answered 500.");
        }

        List<RoiSourceClient> found = [];
        lock (Asked)
        {
            Asked.AddRange(asked);
            foreach (RoiSourceQuestion question in asked)
            {
                string? id = question.ClientId ?? VendorIds.GetValueOrDefault(question.VendorId!.Value.Id);
                if (id is not null && Forms.TryGetValue(id, out List<RoiSubmission>? forms))
                {
                    found.Add(new RoiSourceClient(id, question.VendorId, [.. forms]));
                }
            }
        }

        return Task.FromResult<IReadOnlyList<RoiSourceClient>>(found);
    }
}

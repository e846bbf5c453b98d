using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.Experiments.Fence;

namespace HmisGateway.Experiments.Revocation;

/// <summary>The writes of one round, about its client or about another one and mentioning the client, each with a canary of its own.</summary>
internal sealed class RevocationWrites(ReplicaClient agency, string vendor, Subject subject, bool areMentions)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private readonly List<RevocationWrite> _all = [];

    /// <summary>Every write that was sent.</summary>
    public IReadOnlyList<RevocationWrite> All => _all;

    /// <summary>How many have no answer yet.</summary>
    public int InFlight => _all.Count(static write => !write.Answering.IsCompleted);

    /// <summary>Sends writes at the same time.</summary>
    /// <param name="replica">To which gateway.</param>
    /// <param name="count">How many.</param>
    /// <param name="bodyBytes">How long each is.</param>
    public void Send(Replica replica, int count, int bodyBytes)
    {
        for (int i = 0; i < count; i++)
        {
            string canary = string.Create(CultureInfo.InvariantCulture, $"{subject.Canary}.{_all.Count}.");
            byte[] body = Encoding.UTF8.GetBytes((areMentions ? Note(canary, bodyBytes) : Update(canary, bodyBytes)).ToJsonString());
            Task<ReplicaAnswer> answering = areMentions
                ? agency.SendAsync(replica, HttpMethod.Post, Deployment.PathTo(vendor, $"/clients/{AgencyClient.OtherVendorId}/client-notes"), body, canary)
                : agency.SendAsync(replica, HttpMethod.Put, Deployment.PathTo(vendor, $"/clients/{subject.VendorId}"), body, canary);
            _all.Add(new RevocationWrite(canary, body, answering));
        }
    }

    /// <summary>Waits until each is answered or lost.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_all.Select(static write => write.Answering)).WaitAsync(Patience, TimeProvider.System, cancellationToken);

    private static JsonObject Update(string canary, int bodyBytes) =>
        new() { ["client"] = new JsonObject { ["alias"] = $"{canary} {new string('x', bodyBytes)}" } };

    private JsonObject Note(string canary, int bodyBytes) => new()
    {
        ["clientNote"] = new JsonObject
        {
            ["title"] = "Visit",
            ["note"] = $"{canary} came with the client whose number is {subject.Ssn}. {new string('x', bodyBytes)}",
            ["date"] = "10/10/2026",
        },
        ["fields"] = "id",
    };
}

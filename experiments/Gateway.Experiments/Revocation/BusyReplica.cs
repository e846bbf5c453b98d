using System.Globalization;
using System.Text;

namespace HmisGateway.Experiments.Revocation;

/// <summary>Keeps a replica's writer busy: writes about somebody whom nobody knows, each of which is kept offline in a commit of its own or with others.</summary>
internal sealed class BusyReplica
{
    private const int Workers = 4;

    private readonly ReplicaClient _agency;
    private readonly Replica _replica;
    private readonly Task[] _working;
    private volatile bool _isStopped;

    private BusyReplica(ReplicaClient agency, Replica replica)
    {
        _agency = agency;
        _replica = replica;
        _working = [.. Enumerable.Range(0, Workers).Select(WorkAsync)];
    }

    /// <summary>Begins.</summary>
    public static BusyReplica Start(ReplicaClient agency, Replica replica) => new(agency, replica);

    /// <summary>Ends, when what is on its way is answered.</summary>
    public Task StopAsync()
    {
        _isStopped = true;
        return Task.WhenAll(_working);
    }

    private async Task WorkAsync(int worker)
    {
        for (int i = 0; !_isStopped; i++)
        {
            byte[] body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$$"""{"client":{"alias":"raven {{{worker}}}.{{{i}}}"}}"""));
            ReplicaAnswer answer = await _agency.SendAsync(_replica, HttpMethod.Put, "/clients/999999", body, "unknown");
            if (answer.Status != 403)
            {
                // It is away, or has lost the database.
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}

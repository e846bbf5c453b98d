using System.Globalization;
using System.Net;

namespace HmisGateway.Bench.Processes;

/// <summary>A proxy process and where it listens.</summary>
internal sealed record ProxyUnderLoad(string Name, ChildProcess Process, IPEndPoint EndPoint)
{
    /// <summary>Starts a role of the bench as a process of its own.</summary>
    public static ChildProcess StartRole(string name, IEnumerable<string> arguments, bool forProfile)
    {
        var environment = forProfile ? CpuProfile.Environment : new Dictionary<string, string>();
        return ChildProcess.StartDotnet(name, [typeof(ProxyUnderLoad).Assembly.Location, .. arguments], environment, endsWithInput: true);
    }

    /// <summary>The base address that a role prints when it is ready.</summary>
    public static async Task<Uri> AddressOfAsync(ChildProcess role, CancellationToken cancellationToken) =>
        new(await role.ReadFirstLineAsync(TimeSpan.FromSeconds(20), cancellationToken));

    /// <summary>The end point of a loopback base address.</summary>
    public static IPEndPoint EndPointOf(Uri address) => new(IPAddress.Parse(address.Host), address.Port);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} at {EndPoint}");
}

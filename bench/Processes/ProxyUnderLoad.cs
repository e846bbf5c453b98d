using System.Globalization;
using System.Net;

namespace HmisGateway.Bench.Processes;

/// <summary>A proxy process, where it listens, and where it tells how much it has allocated.</summary>
internal sealed record ProxyUnderLoad(string Name, ChildProcess Process, IPEndPoint EndPoint, Uri Allocated)
{
    private const string Metric = "dotnet_gc_heap_total_allocated_bytes_total";

    /// <summary>Starts a role of the bench as a process of its own.</summary>
    public static ChildProcess StartRole(string name, IEnumerable<string> arguments, bool forProfile)
    {
        var environment = forProfile ? CpuProfile.Environment : new Dictionary<string, string>();
        return ChildProcess.StartDotnet(name, [typeof(ProxyUnderLoad).Assembly.Location, .. arguments], environment, endsWithInput: true);
    }

    /// <summary>The base address that a role prints when it is ready.</summary>
    public static async Task<Uri> AddressOfAsync(ChildProcess role, CancellationToken cancellationToken) =>
        new(await role.ReadFirstLineAsync(TimeSpan.FromSeconds(60), cancellationToken));

    /// <summary>The end point of a loopback base address.</summary>
    public static IPEndPoint EndPointOf(Uri address) => new(IPAddress.Parse(address.Host), address.Port);

    /// <summary>Bytes that the process has allocated since its start: a bare number, or a metric in Prometheus text.</summary>
    public async Task<long> ReadAllocatedAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var text = await http.GetStringAsync(Allocated, cancellationToken);
        var at = text.IndexOf("\n" + Metric, StringComparison.Ordinal);
        var value = at < 0 ? text : text[(at + 1)..].Split('\n')[0].Split(' ')[1];
        return double.TryParse(value, CultureInfo.InvariantCulture, out var bytes) ? (long)bytes : 0;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} at {EndPoint}");
}

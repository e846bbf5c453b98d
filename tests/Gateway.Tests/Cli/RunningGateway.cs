using System.Text;
using HmisGateway.Hosting;

namespace HmisGateway.Tests.Cli;

/// <summary>A gateway that serves in this process on free ports; its vendor does not exist, so that nothing can be forwarded.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly GatewayHost _host;

    private RunningGateway(GatewayHost host) => _host = host;

    public Uri Address => _host.AgencyAddress!;

    public Uri Management => _host.ManagementAddress;

    public static async Task<RunningGateway> StartAsync(string workingDirectory)
    {
        GatewayConfiguration configuration = ConfigurationReader.Read(new ConfigurationArguments
        {
            WorkingDirectory = workingDirectory,
            Settings =
            [
                new("Gateway:Listen", "http://127.0.0.1:0"),
                new("Gateway:Management", "http://127.0.0.1:0"),
                new("Vendors:0:Name", "hmis"),
                new("Vendors:0:BaseAddress", "http://127.0.0.1:9"),
                new("Vendors:0:Profile", "clarity-rest"),
            ],
        }).ShouldBeOfType<ConfigurationReading.Usable>().Configuration;
        return new RunningGateway(
            await GatewayHost.StartAsync(configuration, HostRole.Serve, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    /// <summary>Sends a write as an agency system would; its status.</summary>
    public async Task<int> WriteAsync(string key, string path, string json, string? client = null)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Address, path));
        request.Headers.Add("Hmis-Gateway-Key", key);
        if (client is not null)
        {
            request.Headers.Add("Hmis-Gateway-Client", client);
        }

        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

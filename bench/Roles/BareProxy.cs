using System.Globalization;
using Yarp.ReverseProxy.Configuration;

namespace HmisGateway.Bench.Roles;

/// <summary>The yardstick: YARP with one route for everything and nothing else.</summary>
internal static class BareProxy
{
    public static async Task<int> RunAsync(Uri upstream, CancellationToken cancellationToken)
    {
        var builder = RoleHost.CreateBuilder();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new RouteMatch { Path = "/{**rest}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "upstream",
                    Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = upstream.AbsoluteUri } },
                },
            ]);
        await using var app = builder.Build();
        app.MapGet("/bench/allocated", static () => GC.GetTotalAllocatedBytes(precise: false).ToString(CultureInfo.InvariantCulture));
        app.MapReverseProxy();
        return await RoleHost.ServeAsync(app, cancellationToken);
    }
}

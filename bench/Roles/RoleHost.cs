using System.Net;

namespace HmisGateway.Bench.Roles;

/// <summary>Runs one role of the bench as a server on a free loopback port.</summary>
internal static class RoleHost
{
    /// <summary>A builder without logging, listening on loopback.</summary>
    public static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder;
    }

    /// <summary>
    /// Starts, prints the base address as one line, and serves until standard input ends: whatever becomes of the process that started
    /// this one, its end of the pipe closes with it.
    /// </summary>
    public static async Task<int> ServeAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await app.StartAsync(cancellationToken);
        Console.WriteLine(app.Urls.Single());
        while (await Console.In.ReadLineAsync(cancellationToken) is not null)
        {
        }

        await app.StopAsync(cancellationToken);
        return 0;
    }
}

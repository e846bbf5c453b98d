using System.Net;

namespace HmisGateway.Bench.Roles;

/// <summary>Runs one role of the bench as a server on a free loopback port.</summary>
internal static class RoleHost
{
    /// <summary>A builder without logging, listening on loopback.</summary>
    public static WebApplicationBuilder CreateBuilder()
    {
        // By default it watches everything under the working directory for changed settings, and the gateway's commits would wake it and pay for that.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder;
    }

    /// <summary>
    /// Starts, prints the base address as one line, and serves until it is told to stop or standard input ends: whatever becomes of the
    /// process that started this one, its end of the pipe closes with it.
    /// </summary>
    public static async Task<int> ServeAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await app.StartAsync(cancellationToken);
        Console.WriteLine(app.Urls.Single());
        _ = await Task.WhenAny(app.WaitForShutdownAsync(cancellationToken), InputEndAsync());
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    // Reading the console blocks whatever the method's name says, hence the thread of its own.
    private static Task InputEndAsync() => Task.Factory.StartNew(
        static () =>
        {
            while (Console.In.ReadLine() is not null)
            {
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}

using System.Globalization;
using System.Text.Json;
using HmisGateway.Cli;
using HmisGateway.Hosting;

namespace HmisGateway.Sandbox;

/// <summary>Gateway, simulated vendor and seeded agency in one process, on loopback.</summary>
internal static class SandboxHost
{
    private const string VendorName = "hmis";
    private const string DefaultProfile = "clarity-rest";

    /// <summary>Runs until <paramref name="cancellationToken"/> is cancelled.</summary>
    public static async Task RunAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        TimeProvider time = TimeProvider.System;
        string data = options.DataDirectory ?? Directory.CreateTempSubdirectory("hmis-gateway-sandbox-").FullName;
        try
        {
            await using SimulatedVendor vendor = await SimulatedVendor.StartAsync(options.VendorPort, time, cancellationToken);
            GatewayConfiguration configuration = Configure(options, data, vendor.Address);
            await using GatewayHost gateway = await GatewayHost.StartAsync(configuration, HostRole.Serve, time, cancellationToken);
            string key = await SandboxSeed.ApplyAsync(gateway.Services, cancellationToken);
            await options.Out.WriteLineAsync(SandboxGuide.Render(gateway.AgencyAddress!, vendor.Address, gateway.ManagementAddress, key));
            await options.Out.FlushAsync(cancellationToken);
            if (options.ReadyFile is { } file)
            {
                await WriteReadyFileAsync(file, gateway, vendor, key, cancellationToken);
            }

            await gateway.WaitAsync(cancellationToken);
        }
        finally
        {
            if (options.DataDirectory is null)
            {
                Directory.Delete(data, recursive: true);
            }
        }
    }

    private static GatewayConfiguration Configure(SandboxOptions options, string data, Uri vendor)
    {
        string? profile = (ConfigurationReader.Read(options.Configuration) switch
        {
            ConfigurationReading.Usable usable => usable.Configuration,
            ConfigurationReading.Unusable unusable => unusable.Partial,
            _ => null,
        })?.Source["Vendors:0:Profile"];
        ConfigurationArguments arguments = options.Configuration with
        {
            DataDirectory = data,
            Settings =
            [
                .. options.Configuration.Settings,

                // Its seed never gets into the database of an installation.
                new("Storage:Provider", StorageOptions.Sqlite),
                new("Storage:ConnectionString", ""),
                new("Storage:ConnectionStringFile", ""),
                new("Gateway:Listen", Loopback(options.Port)),
                new("Gateway:Management", Loopback(options.ManagementPort)),
                new("Vendors:0:Name", VendorName),
                new("Vendors:0:BaseAddress", vendor.AbsoluteUri),
                new("Vendors:0:Profile", profile ?? DefaultProfile),
            ],
        };
        return ConfigurationReader.Read(arguments) switch
        {
            ConfigurationReading.Usable usable => usable.Configuration,
            ConfigurationReading.Unusable unusable => throw new ConfigurationException(unusable.Problems),
            _ => throw new InvalidOperationException("A configuration is usable or not."),
        };
    }

    private static string Loopback(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private static async Task WriteReadyFileAsync(
        string file, GatewayHost gateway, SimulatedVendor vendor, string key, CancellationToken cancellationToken)
    {
        Dictionary<string, string> ready = new()
        {
            ["gateway"] = Text(gateway.AgencyAddress!),
            ["management"] = Text(gateway.ManagementAddress),
            ["vendor"] = Text(vendor.Address),
            ["agency"] = SandboxSeed.AgencyId,
            ["key"] = key,
        };

        // In one step: whoever waits for the file finds it complete.
        string fresh = file + ".new";
        await File.WriteAllTextAsync(fresh, JsonSerializer.Serialize(ready), cancellationToken);
        File.Move(fresh, file, overwrite: true);
    }

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}

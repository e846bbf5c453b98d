using System.Globalization;
using HmisGateway.Agencies;
using HmisGateway.Hosting;

namespace HmisGateway.Micro;

/// <summary>A gateway in this process, on a folder of its own, with one agency.</summary>
internal sealed class GatewayInProcess : IAsyncDisposable
{
    /// <summary>The agency.</summary>
    public const string AgencyId = "bench";

    private readonly DirectoryInfo? _own;
    private readonly GatewayHost _host;

    private GatewayInProcess(GatewayHost host, DirectoryInfo? own)
    {
        _host = host;
        _own = own;
    }

    /// <summary>Under <c>artifacts/</c>, next to what was built: on the disk of the checkout, never in memory.</summary>
    public static string DefaultRoot => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../bench"));

    /// <summary>The agency, as a request presents it.</summary>
    public Agency Agency => Get<AgencyDirectory>().Find(AgencyId)!;

    /// <summary>Starts one on a new folder, which is deleted when it ends.</summary>
    public static async Task<GatewayInProcess> StartAsync()
    {
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(DefaultRoot, Guid.CreateVersion7().ToString("N")));
        return new GatewayInProcess(await OpenAsync(folder, DefaultCachedReferences, connectionString: null), folder);
    }

    /// <summary>Starts one on a folder that stays.</summary>
    /// <param name="folder">The data directory.</param>
    /// <param name="cachedReferences">What <c>Storage:CachedReferences</c> is set to.</param>
    /// <param name="connectionString">A database on a PostgreSQL server; null for the embedded storage.</param>
    public static async Task<GatewayInProcess> StartAsync(DirectoryInfo folder, int cachedReferences, string? connectionString) =>
        new(await OpenAsync(folder, cachedReferences, connectionString), own: null);

    /// <summary>One of its services.</summary>
    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _own?.Delete(recursive: true);
    }

    private static int DefaultCachedReferences => new StorageOptions().CachedReferences;

    private static async Task<GatewayHost> OpenAsync(DirectoryInfo folder, int cachedReferences, string? connectionString)
    {
        List<KeyValuePair<string, string?>> storage = connectionString is null
            ? []
            : [new("Storage:Provider", StorageOptions.Postgres), new("Storage:ConnectionString", connectionString)];
        ConfigurationReading reading = ConfigurationReader.Read(new ConfigurationArguments
        {
            WorkingDirectory = folder.FullName,
            DataDirectory = folder.FullName,
            Settings =
            [
                .. storage,
                new("Storage:CachedReferences", cachedReferences.ToString(CultureInfo.InvariantCulture)),
                new("Vendors:0:Name", "hmis"),
                new("Vendors:0:BaseAddress", "http://127.0.0.1:9"),
                new("Vendors:0:Profile", "clarity-rest"),
            ],
        });
        GatewayConfiguration configuration = reading is ConfigurationReading.Usable usable
            ? usable.Configuration
            : throw new InvalidOperationException("The configuration of the measurement cannot be used.");
        GatewayHost host = await GatewayHost.StartAsync(configuration, HostRole.Management, TimeProvider.System, CancellationToken.None);
        _ = await host.Services.GetRequiredService<AgencyDirectory>().AddAsync(AgencyId, "Bench", AgencyType.Standard, CancellationToken.None);
        return host;
    }
}

using System.Globalization;
using HmisGateway.Experiments.Clocks;
using HmisGateway.Experiments.Database;
using HmisGateway.Experiments.Fence;
using HmisGateway.Experiments.Processes;
using HmisGateway.Experiments.Vendor;

namespace HmisGateway.Experiments.Revocation;

/// <summary>A database server, gateways that work on it, and vendors; an agency with a client of Full Sharing at each vendor.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    /// <summary>The vendor that answers.</summary>
    public const string AnsweringVendor = "hmis";

    /// <summary>The vendor that reads everything and never answers.</summary>
    public const string HoldingVendor = "hold";

    /// <summary>The vendor that answers while a choice waits.</summary>
    public const string LateVendor = "late";

    /// <summary>The vendor that reads nothing until it is told to.</summary>
    public const string StalledVendor = "stall";

    /// <summary>The vendor that reads one byte a second.</summary>
    public const string SlowVendor = "slow";

    /// <summary>How long a permit holds in these runs.</summary>
    public static readonly TimeSpan PermitLifetime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMilliseconds(500);

    private static readonly (string Name, VendorBehaviour Behaviour, TimeSpan Delay)[] Vendors =
    [
        (AnsweringVendor, VendorBehaviour.Answer, TimeSpan.FromMilliseconds(50)),
        (LateVendor, VendorBehaviour.Answer, TimeSpan.FromMilliseconds(500)),
        (HoldingVendor, VendorBehaviour.Hold, default),
        (StalledVendor, VendorBehaviour.Stall, default),
        (SlowVendor, VendorBehaviour.Drip, default),
    ];

    private readonly Dictionary<string, VendorProcess> _vendors = new(StringComparer.Ordinal);
    private readonly List<Replica> _replicas = [];
    private DatabaseServers? _database;
    private ReplicaClient? _agency;

    private Deployment()
    {
    }

    /// <summary>The gateways.</summary>
    public IReadOnlyList<Replica> Replicas => _replicas;

    /// <summary>The database.</summary>
    public DatabaseServers Database => _database!;

    /// <summary>The agency system.</summary>
    public ReplicaClient Agency => _agency!;

    /// <summary>The server's wall clock, where that can be set.</summary>
    public MovableClock? DatabaseClock { get; private set; }

    /// <summary>Receipts of items in doubt that were found after a kill.</summary>
    public HashSet<string> Recovered { get; } = new(StringComparer.Ordinal);

    /// <summary>A vendor.</summary>
    public VendorProcess VendorOf(string name) => _vendors[name];

    /// <summary>The path of a vendor API call.</summary>
    public static string PathTo(string vendor, string path) => vendor == AnsweringVendor ? path : $"/{vendor}{path}";

    /// <summary>Starts everything.</summary>
    /// <param name="folder">For the data of the gateways and the records of the vendors.</param>
    /// <param name="replicas">How many gateways.</param>
    /// <param name="hasMovableClocks">True when wall clocks have to be set.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<Deployment> StartAsync(DirectoryInfo folder, int replicas, bool hasMovableClocks, CancellationToken cancellationToken)
    {
        Deployment deployment = new();
        try
        {
            await deployment.PrepareAsync(folder, replicas, hasMovableClocks, cancellationToken);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _agency?.Dispose();
        foreach (Replica replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        foreach (VendorProcess vendor in _vendors.Values)
        {
            await vendor.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        DatabaseClock?.Dispose();
    }

    private async Task PrepareAsync(DirectoryInfo folder, int replicas, bool hasMovableClocks, CancellationToken cancellationToken)
    {
        foreach ((string name, VendorBehaviour behaviour, TimeSpan delay) in Vendors)
        {
            _vendors[name] = await VendorProcess.StartAsync(
                Path.Combine(folder.FullName, $"received-{name}.jsonl"), behaviour, delay, cancellationToken, isWatching: behaviour is VendorBehaviour.Stall or VendorBehaviour.Drip);
        }

        DatabaseClock = hasMovableClocks ? await MovableClock.CreateAsync(cancellationToken) : null;
        _database = await DatabaseServers.StartAsync([.. DatabaseClock?.Environment.Select(static one => $"{one.Key}={one.Value}") ?? []]);
        for (int number = 1; number <= replicas; number++)
        {
            _replicas.Add(CreateReplica(folder, number, hasMovableClocks ? await MovableClock.CreateAsync(cancellationToken) : null));
        }

        _agency = new ReplicaClient(await _replicas[0].Gateway.AddAgencyAsync(AgencyClient.AgencyId, cancellationToken));
        foreach (Replica replica in _replicas)
        {
            await replica.Gateway.StartAsync(cancellationToken);
        }

        foreach ((string name, _, _) in Vendors)
        {
            ReplicaAnswer recorded = await Agency.RecordAsync(
                _replicas[0], "other-" + name, $$"""{"choice":"full","signedOn":"2026-01-10","vendorId":"{{name}}:{{AgencyClient.OtherVendorId}}"}""");
            if (recorded.Status != 200)
            {
                throw new ExperimentFailedException($"The first form was answered {recorded}");
            }
        }
    }

    private Replica CreateReplica(DirectoryInfo folder, int number, MovableClock? clock)
    {
        DatabaseRelay[] links = [.. Enumerable.Range(0, DatabaseServers.Places).Select(place => new DatabaseRelay(() => Database.PortOf(place)))];
        Hold hold = new(Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"hold-{number}")));
        string hosts = string.Join(',', links.Select(static link => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{link.Port}")));
        Dictionary<string, string> settings = new(clock?.Environment ?? new Dictionary<string, string>())
        {
            ["Storage__Provider"] = "Postgres",
            ["Storage__ConnectionString"] = $"Host={hosts};Database={DatabaseServers.Database};Username=postgres",

            // One key ring for all, as when they share a secret.
            ["Keys__Directory"] = Path.Combine(folder.FullName, "keys"),
            ["Fence__PermitLifetime"] = Setting(PermitLifetime),
            ["Fence__Margin"] = Setting(Margin),
            ["Fence__DrainTimeout"] = Setting(DrainTimeout),
        };
        hold.AddTo(settings);
        for (int i = 1; i < Vendors.Length; i++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"Vendors__{i}__");
            settings[prefix + "Name"] = Vendors[i].Name;
            settings[prefix + "BaseAddress"] = _vendors[Vendors[i].Name].Address.AbsoluteUri;
            settings[prefix + "Profile"] = "clarity-rest";
            settings[prefix + "PathPrefix"] = "/" + Vendors[i].Name;
        }

        string data = Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"data-{number}"));
        return new Replica(number, new GatewayProcess(data, _vendors[AnsweringVendor].Address, settings), links, hold, clock);
    }

    private static string Setting(TimeSpan span) => span.ToString("c", CultureInfo.InvariantCulture);
}

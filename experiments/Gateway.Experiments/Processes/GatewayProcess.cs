using System.Globalization;
using System.Text.Json;
using HmisGateway.Hosting;
using HmisGateway.Testing;

namespace HmisGateway.Experiments.Processes;

/// <summary>The real gateway as a process that can be killed and started again on the same data, at the same addresses.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string> _settings;
    private readonly HttpClient _health;
    private ChildProcess? _process;

    /// <summary>Describes a gateway; <see cref="StartAsync"/> starts it.</summary>
    /// <param name="dataDirectory">Where it keeps its data.</param>
    /// <param name="vendor">The base address of its vendor, whose profile is <c>clarity-rest</c>.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public GatewayProcess(string dataDirectory, Uri vendor, IReadOnlyDictionary<string, string>? settings = null)
    {
        DataDirectory = dataDirectory;
        Address = LoopbackPorts.TakeAddress();
        Management = LoopbackPorts.TakeAddress();
        _health = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        _settings = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["Gateway__Listen"] = Address.AbsoluteUri,
            ["Gateway__Management"] = Management.AbsoluteUri,
            ["Storage__DataDirectory"] = dataDirectory,
            ["Vendors__0__Name"] = "hmis",
            ["Vendors__0__BaseAddress"] = vendor.AbsoluteUri,
            ["Vendors__0__Profile"] = settings?.GetValueOrDefault("Vendors__0__Profile") ?? "clarity-rest",
        };
    }

    /// <summary>Where agency systems call.</summary>
    public Uri Address { get; }

    /// <summary>The management listener.</summary>
    public Uri Management { get; }

    /// <summary>Its data.</summary>
    public string DataDirectory { get; }

    /// <summary>What runs before the gateway's command line, such as <c>strace</c> with its options.</summary>
    public IReadOnlyList<string> Wrapper { get; set; } = [];

    /// <summary>The process that runs now.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException("The gateway was not started.");

    private static string Program => typeof(GatewayHost).Assembly.Location;

    /// <summary>Runs a verb to its end.</summary>
    public Task<(int ExitCode, string Output)> VerbAsync(CancellationToken cancellationToken, params string[] arguments) =>
        ChildProcess.RunAsync(["dotnet", Program, .. arguments], _settings, cancellationToken);

    /// <summary>Adds an agency.</summary>
    /// <returns>Its key, the value of <c>Hmis-Gateway-Key</c>.</returns>
    public async Task<string> AddAgencyAsync(string id, CancellationToken cancellationToken)
    {
        (int exitCode, string output) = await VerbAsync(cancellationToken, "agency", "add", id, "--name", "Experiment", "--output", "json");
        int start = output.IndexOf('{', StringComparison.Ordinal);
        if (exitCode != 0 || start < 0)
        {
            throw new ExperimentFailedException($"`agency add` ended with {exitCode}: {output}");
        }

        using JsonDocument added = JsonDocument.Parse(output[start..(output.LastIndexOf('}') + 1)]);
        return added.RootElement.GetProperty("key").GetString()!;
    }

    /// <summary>Starts <c>serve</c> and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Launch();
        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>Starts <c>serve</c>.</summary>
    public void Launch() =>
        _process = ChildProcess.Start("gateway", [.. Wrapper, "dotnet", Program, "serve"], _settings);

    /// <summary>Waits until it says that it is ready.</summary>
    /// <exception cref="ExperimentFailedException">It ended, or did not become ready in time.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < ReadyTimeout)
        {
            if (Process.HasExited)
            {
                throw new ExperimentFailedException(
                    string.Create(CultureInfo.InvariantCulture, $"The gateway ended with {Process.ExitCode} before it was ready.\n{Process.LastLines()}"));
            }

            if (await IsReadyAsync(cancellationToken))
            {
                return;
            }

            await Task.Delay(ReadyPoll, TimeProvider.System, cancellationToken);
        }

        throw new ExperimentFailedException($"The gateway did not become ready.\n{Process.LastLines()}");
    }

    /// <summary>Asks <c>/health/ready</c> once.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await _health.GetAsync(new Uri(Management, "/health/ready"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _health.Dispose();
    }
}

using System.Text.Json;
using HmisGateway.Bench.Payloads;
using HmisGateway.Testing;

namespace HmisGateway.Bench.Processes;

/// <summary>The real gateway in front of the upstream, with the bench agency and its clients on file.</summary>
internal static class GatewayProcess
{
    private const string AgencyId = "bench";
    private static readonly TimeSpan VerbTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(50);

    /// <summary>Adds the agency on a new data folder.</summary>
    /// <param name="gateway">The program file.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="storage">Settings of the storage; none for the embedded one.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    /// <returns>Its gateway key, the value of <c>Hmis-Gateway-Key</c>.</returns>
    public static async Task<string> AddAgencyAsync(
        FileInfo gateway, DirectoryInfo data, IReadOnlyDictionary<string, string> storage, CancellationToken cancellationToken)
    {
        string[] verb = ["agency", "add", AgencyId, "--name", "Bench", "--output", "json", "--data", data.FullName];
        await using var process = ChildProcess.StartDotnet(
            $"hmis-gateway {string.Join(' ', verb)}", [gateway.FullName, .. verb], storage, endsWithInput: false);
        var (exitCode, output) = await process.WaitForExitAsync(VerbTimeout, cancellationToken);
        var start = output.IndexOf('{', StringComparison.Ordinal);
        if (exitCode != 0 || start < 0)
        {
            throw new BenchFailedException($"`{process.Name}` ended with exit code {exitCode} and no JSON with the key.{output}");
        }

        try
        {
            using var answer = JsonDocument.Parse(output[start..(output.LastIndexOf('}') + 1)]);
            return answer.RootElement.GetProperty("key").GetString()!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new BenchFailedException($"`{process.Name}` printed something else than {{\"id\",\"key\"}}.", e);
        }
    }

    /// <summary>Starts <c>serve</c>.</summary>
    /// <param name="gateway">The program file.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="storage">Settings of the storage; none for the embedded one.</param>
    /// <param name="upstream">The vendor.</param>
    /// <param name="forProfile">True to let <c>perf</c> see the names of compiled methods.</param>
    /// <param name="management">Where its health can be asked.</param>
    public static ProxyUnderLoad Start(
        FileInfo gateway, DirectoryInfo data, IReadOnlyDictionary<string, string> storage, Uri upstream, bool forProfile, out Uri management)
    {
        var listen = LoopbackPorts.TakeAddress();
        management = LoopbackPorts.TakeAddress();
        var environment = new Dictionary<string, string>(storage)
        {
            ["Gateway__Listen"] = listen.AbsoluteUri,
            ["Gateway__Management"] = management.AbsoluteUri,
            ["Storage__DataDirectory"] = data.FullName,
            ["Vendors__0__Name"] = "hmis",
            ["Vendors__0__BaseAddress"] = upstream.AbsoluteUri,
            ["Vendors__0__Profile"] = "clarity-rest",
        };
        if (forProfile)
        {
            foreach (var (name, value) in CpuProfile.Environment)
            {
                environment[name] = value;
            }
        }

        var process = ChildProcess.StartDotnet("gateway", [gateway.FullName, "serve"], environment, endsWithInput: false);
        return new ProxyUnderLoad("gateway", process, ProxyUnderLoad.EndPointOf(listen), new Uri(management, "/metrics"));
    }

    /// <summary>Waits until the gateway says that it is ready.</summary>
    public static async Task WaitUntilReadyAsync(ProxyUnderLoad gateway, Uri management, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = management, Timeout = TimeSpan.FromSeconds(5) };
        var started = TimeProvider.System.GetTimestamp();
        var last = "no answer";
        while (TimeProvider.System.GetElapsedTime(started) < ReadyTimeout)
        {
            if (gateway.Process.HasExited)
            {
                throw new BenchFailedException($"The gateway ended before it was ready.{gateway.Process.LastLines()}");
            }

            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }

                last = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}";
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(ReadyPoll, TimeProvider.System, cancellationToken);
        }

        throw new BenchFailedException($"{management}health/ready: {last} after {ReadyTimeout.TotalSeconds} s.{gateway.Process.LastLines()}");
    }

    /// <summary>Puts a Release of Information of every client on file, through the agency API.</summary>
    public static async Task RecordChoicesAsync(ProxyUnderLoad gateway, string key, IEnumerable<BenchClient> clients, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{gateway.EndPoint}/"), Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Add("Hmis-Gateway-Key", key);

        // Two days ago is in the past in every time zone.
        var signedOn = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-2);
        foreach (var client in clients)
        {
            using var answer = await http.PutAsJsonAsync(
                new Uri($"/_gateway/v1/clients/{client.Id}/roi", UriKind.Relative),
                new
                {
                    choice = client.Choice,
                    signedOn,
                    signer = "self",
                    documentation = "paper",
                    vendorId = client.VendorId,
                    identity = new { firstName = client.FirstName, lastName = client.LastName, dob = client.BirthDate, ssn = client.Ssn },
                },
                cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new BenchFailedException(
                    $"PUT /_gateway/v1/clients/{client.Id}/roi: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}")
                {
                    IsWrongAnswer = true,
                };
            }
        }
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HmisGateway.Agencies;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Faults;
using HmisGateway.Hosting;
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.EndToEndTests.Crash;

/// <summary>
/// Runs a typical exchange again and again and lets its first, second, third … operation fail, until no operation is left. Whatever
/// fails: nothing is forwarded without a durable intent, nothing is acknowledged that is not durable, and the next request works.
/// </summary>
/// <remarks>Real Kestrel, real SQLite, a recording vendor; the clock stands still, so that the operations are the same each time.</remarks>
[Collection(FaultPointIsolation.Name)]
public sealed class FaultPointTests : IAsyncLifetime
{
    private const string Canary = "canary-of-none";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestFolder _folder = new();
    private readonly RecordingVendor _vendor = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero));
    private readonly Dictionary<string, string> _receipts = [];
    private readonly List<string> _unintended = [];
    private long _intentsBefore;
    private int _lastNote = 500;
    private GatewayHost? _gateway;
    private string _key = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await StartAsync();
        AgencyAddition added = await _gateway.Services.GetRequiredService<AgencyDirectory>().AddAsync("shelter", "Shelter", AgencyType.Standard, Stop);
        _key = added.ShouldBeOfType<AgencyAddition.Added>().Key;
        await RecordAsync("full-1", """{"choice":"full","signedOn":"2026-01-10","vendorId":"1001"}""");
        await RecordAsync("none-1", """{"choice":"none","signedOn":"2026-01-10","vendorId":"1003"}""");

        // Each request has a connection of its own, so that connecting is an operation of each exchange. The intent must be there
        // when the request is: asked on a connection of its own, which sees only what is committed.
        _vendor.Answer = id =>
        {
            if (CountIntents() <= _intentsBefore)
            {
                _unintended.Add($"request {id}");
            }

            string json = string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}}}""");
            return $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}";
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _vendor.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("create", 200)]
    [InlineData("update", 200)]
    [InlineData("delete", 200)]
    [InlineData("read", 200)]
    [InlineData("withheld", 403)]
    [InlineData("form", 200)]
    public async Task Whichever_operation_of_an_exchange_fails_nothing_is_forwarded_unintended_or_acknowledged_without_being_durable(
        string exchange, int expected)
    {
        using FaultInjection faults = new();
        int operations = 0;
        await RunAsync(faults, exchange, "warm-up", 0);
        for (int number = 1; ; number++)
        {
            string step = string.Create(CultureInfo.InvariantCulture, $"{exchange}-{number}");
            (int? status, string body) = await RunAsync(faults, exchange, step, number);
            operations = number;
            string what = $"{step} failed at {faults.Failed}: {status} {body}";
            status.ShouldBeOneOf([expected, 403, 409, 502, 503, 504, null], what);
            CheckForwarded(exchange, status, what);
            if (faults.Failed is null)
            {
                status.ShouldBe(expected, what);
                break;
            }

            (int? again, string text) = await RunAsync(faults, exchange, step + "-again", 0);
            again.ShouldBe(expected, $"after {what}: {text}");
            CheckForwarded(exchange, again, what);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{exchange}: {operations - 1} operations, each failed once");
        (operations - 1).ShouldBeGreaterThan(10);
        faults.Passed.Keys.ShouldContain(exchange == "form" ? FaultOperation.DatabaseCommit : FaultOperation.AgencyReceive);
        await CheckDurableAsync();
    }

    [Theory]
    [InlineData("create", nameof(FaultOperation.VendorSend), "the intent is durable before anything is sent")]
    [InlineData("withheld", nameof(FaultOperation.AgencySend), "the item is durable before it is acknowledged")]
    public async Task What_has_to_be_durable_is_committed_first(string exchange, string then, string why)
    {
        await SendAsync("PUT", "/clients/1001", null, """{"client":{"alias":"warm"}}""");
        List<FaultOperation> operations = await ObserveAsync(exchange);

        operations.IndexOf(FaultOperation.DatabaseCommitted).ShouldBeInRange(0, operations.IndexOf(Enum.Parse<FaultOperation>(then)), why);
    }

    [Fact]
    public async Task Ids_of_an_answer_are_durable_before_the_agency_hears_it()
    {
        List<FaultOperation> operations = await ObserveAsync("create");

        int answered = operations.LastIndexOf(FaultOperation.VendorReceive);
        operations.IndexOf(FaultOperation.DatabaseCommitted, answered).ShouldBeInRange(answered, operations.IndexOf(FaultOperation.AgencySend));
    }

    [Fact]
    public Task A_choice_recorded_between_the_decision_and_the_fence_stops_the_write() =>
        StopsTheWriteAsync(() => RecordAsync("late-1", """{"choice":"none","signedOn":"2026-02-01"}"""));

    [Fact]
    public Task An_agency_disabled_between_the_decision_and_the_fence_sends_nothing() =>
        StopsTheWriteAsync(() => _gateway!.Services.GetRequiredService<FencedAgencies>().DisableAsync("shelter", Stop));

    [Fact]
    public async Task Whichever_operation_of_the_start_fails_the_gateway_starts_whole_or_not_at_all_and_can_be_started_again()
    {
        await _gateway!.DisposeAsync();
        _gateway = null;
        using FaultInjection faults = new();
        int number = 0;
        do
        {
            faults.Arm(++number);
            try
            {
                await using GatewayHost started = await StartAsync();
                if (faults.FailedAt?.Contains(nameof(OfflineDepthPoller), StringComparison.Ordinal) != true)
                {
                    // The poller counts again a little later: nothing that the start depends on.
                    faults.Failed.ShouldBeOneOf(
                        [null, FaultOperation.DatabaseCommitted, FaultOperation.FileWrite, FaultOperation.FileSync, FaultOperation.FileLock],
                        faults.FailedAt);
                }
            }
            catch (Exception fault) when (fault is not ShouldAssertException)
            {
                faults.Failed.ShouldNotBeNull(fault.ToString());
            }
        }
        while (faults.Failed is not null);
        TestContext.Current.TestOutputHelper?.WriteLine($"start: {number - 1} operations, each failed once");
        faults.Arm(0);
        _gateway = await StartAsync();
        (await SendAsync("PUT", "/clients/1001", null, """{"client":{"alias":"raven"}}""")).Status.ShouldBe(200);
        _unintended.ShouldBeEmpty();
    }

    /// <summary>Something is committed when a write that was permitted has been decided and not admitted yet.</summary>
    private async Task StopsTheWriteAsync(Func<Task> meanwhile)
    {
        await RecordAsync("late-1", """{"choice":"full","signedOn":"2026-01-10","vendorId":"1077"}""");
        await _gateway!.DisposeAsync();
        _gateway = await StartAsync();
        int isDone = 0;
        FaultPoint.Observe(operation =>
        {
            // The first commit of the exchange ends the look-up on which the decision stands. Others read too: the poller, when it starts.
            if (operation == FaultOperation.DatabaseCommitted
                && Environment.StackTrace.Contains(nameof(ClientAttributor), StringComparison.Ordinal)
                && Interlocked.Exchange(ref isDone, 1) == 0)
            {
#pragma warning disable xUnit1031 // The exchange must stand still meanwhile.
                meanwhile().GetAwaiter().GetResult();
#pragma warning restore xUnit1031
            }
        });
        try
        {
            (int? status, string body) = await SendAsync("PUT", "/clients/1077", null, """{"client":{"alias":"raven"}}""");

            isDone.ShouldBe(1);
            status.ShouldBe(403, body);
            _vendor.Bytes.ShouldBeEmpty();
        }
        finally
        {
            FaultPoint.Observe(null);
        }
    }

    /// <summary>The operations of one exchange, in order.</summary>
    private async Task<List<FaultOperation>> ObserveAsync(string exchange)
    {
        List<FaultOperation> operations = [];
        using FaultInjection faults = new();
        (await RunAsync(faults, exchange, "ordered", 0)).Status.ShouldBe(exchange == "withheld" ? 403 : 200);
        faults.CopyTo(operations);
        return operations;
    }

    private async Task<(int? Status, string Body)> RunAsync(FaultInjection faults, string exchange, string mark, int failing)
    {
        // A request that was broken off may still be on its way through the vendor: it is not this exchange's.
        await _vendor.ConnectionsEnded.WaitAsync(Stop);
        _vendor.Clear();
        _intentsBefore = CountIntents();
        faults.Arm(failing);
        (string method, string path, string? client, string? json) = exchange switch
        {
            "create" => ("POST", "/clients", "full-1", Remark(mark)),
            "update" => ("PUT", "/clients/1001", null, $$$"""{"client":{"alias":"{{{mark}}}"}}"""),
            "delete" => ("DELETE", string.Create(CultureInfo.InvariantCulture, $"/clients/1001/client-notes/{++_lastNote}"), null, (string?)null),
            "read" => ("GET", "/clients/1001", null, null),
            "withheld" => ("POST", "/clients", "none-1", Remark($"{mark} {Canary}")),
            "form" => ("PUT", $"/_gateway/v1/clients/{mark}/roi", null, """{"choice":"none","signedOn":"2026-02-01"}"""),
            _ => throw new ArgumentOutOfRangeException(nameof(exchange)),
        };
        (int? status, string body) = await SendAsync(method, path, client, json);
        if (status == 403)
        {
            using JsonDocument problem = JsonDocument.Parse(body);
            _receipts[problem.RootElement.GetProperty("receipt").GetString()!] = json!;
        }

        return (status, body);
    }

    private void CheckForwarded(string exchange, int? status, string what)
    {
        string arrived = _vendor.Text;
        _unintended.ShouldBeEmpty(what);
        arrived.ShouldNotContain(Canary, Case.Sensitive, what);
        if (arrived.Length > 0)
        {
            (CountIntents() - _intentsBefore).ShouldBe(1, what);
            status.ShouldNotBeOneOf([503, 502, 403], what);
        }
        else if (exchange is "create" or "update" or "delete" or "read")
        {
            status.ShouldNotBe(200, what);
        }
    }

    /// <summary>What was acknowledged is there when everything has been closed and opened again.</summary>
    private async Task CheckDurableAsync()
    {
        FaultPoint.Observe(null);
        await _gateway!.DisposeAsync();
        _gateway = await StartAsync();
        foreach ((string receipt, string body) in _receipts)
        {
            (int? status, string content) = await SendAsync("GET", $"/_gateway/v1/offline/{receipt}/content", null, null);
            status.ShouldBe(200);
            content.ShouldBe(body);
        }

        ILedger ledger = _gateway.Services.GetRequiredService<ILedger>();
        (await LedgerVerifier.VerifyAsync(ledger, Stop)).ShouldBeOfType<LedgerVerification.Verified>();
    }

    private static string Remark(string mark) =>
        $$$"""{"client":{"first_name":"Ada","last_name":"Quill"},"screenValues":{"intake_remarks":"{{{mark}}}"}}""";

    private async Task RecordAsync(string client, string form) =>
        (await SendAsync("PUT", $"/_gateway/v1/clients/{client}/roi", null, form)).Status.ShouldBe(200);

    private Task<GatewayHost> StartAsync()
    {
        GatewayConfiguration configuration = ConfigurationReader.Read(new ConfigurationArguments
        {
            WorkingDirectory = _folder.Path,
            Settings =
            [
                new("Vendors:0:Name", "hmis"),
                new("Vendors:0:BaseAddress", _vendor.Address.ToString()),
                new("Vendors:0:Profile", "clarity-rest"),
                new("Storage:DataDirectory", _folder.File("data")),
                new("Gateway:Listen", "http://127.0.0.1:0"),
                new("Gateway:Management", "http://127.0.0.1:0"),
                new("Logging:Level", "Critical"),
                new("Logging:FrameworkLevel", "Critical"),
            ],
        }).ShouldBeOfType<ConfigurationReading.Usable>().Configuration;
        return GatewayHost.StartAsync(configuration, HostRole.Serve, _time, Stop);
    }

    private async Task<(int? Status, string Body)> SendAsync(string method, string path, string? client, string? json)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(_gateway!.AgencyAddress!, path));
        request.Headers.Add("Hmis-Gateway-Key", _key);
        if (path.StartsWith("/_gateway/", StringComparison.Ordinal))
        {
            request.Headers.Add("Hmis-Gateway-Actor", "test");
            request.Headers.Add("Hmis-Gateway-Reason", "acceptance-test");
        }

        if (client is not null)
        {
            request.Headers.Add("Hmis-Gateway-Client", client);
        }

        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, Stop);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            // The connection was broken off: no answer, so nothing was acknowledged.
            return (null, "");
        }
    }

    private long CountIntents()
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(_folder.File("data"), "gateway.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM ledger, json_each(CAST(entry AS TEXT), '$.events') WHERE json_extract(value, '$.kind') = 'forward.intent'";
        return (long)command.ExecuteScalar()!;
    }
}

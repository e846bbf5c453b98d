using System.Net;
using System.Reflection;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Hosting;
using HmisGateway.Keys;
using HmisGateway.Policy.Decisions;
using HmisGateway.Storage.Sqlite;
using HmisGateway.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HmisGateway.EndToEndTests;

/// <summary>No permit, no request: the last step holds even when the gate in front of it is taken away.</summary>
public sealed class PermitTests : IAsyncLifetime
{
    private const string Create = """{"client":{"first_name":"Ada","last_name":"Quill"}}""";
    private readonly TestFolder _folder = new();
    private readonly RecordingVendor _vendor = new();
    private readonly HttpClient _http = new();
    private SqliteStorage? _storage;
    private KeyRing? _keys;
    private WebApplication? _application;

    public async ValueTask InitializeAsync()
    {
        _storage = SqliteStorage.Open(Directory.CreateDirectory(_folder.File("data")).FullName, TimeProvider.System);
        _keys = (await KeyRingOpener.OpenAsync(_folder.File("keys"), _storage.AgencyKeys, TimeProvider.System, default))
            .ShouldBeOfType<KeyRingOpening.Opened>().Ring;
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        await _storage!.DisposeAsync();
        _keys!.Dispose();
        await _vendor.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Without_the_gate_the_transform_lets_nothing_through()
    {
        string key = await StartAsync(withGate: false);

        foreach (HttpMethod method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Get })
        {
            using HttpResponseMessage answer = await SendAsync(method, key);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        _vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_the_gate_the_same_request_arrives()
    {
        string key = await StartAsync(withGate: true);

        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, key);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        _vendor.Requests.ShouldBe(1);
        _vendor.Text.ShouldEndWith(Create);
    }

    [Fact]
    public void Only_the_policy_can_make_a_permit()
    {
        foreach (Type type in typeof(ForwardPermit).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Append(typeof(ForwardPermit)))
        {
            ConstructorInfo[] constructors = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);
            constructors.ShouldAllBe(static constructor => constructor.IsPrivate || constructor.IsAssembly);
        }
    }

    private async Task<string> StartAsync(bool withGate)
    {
        GatewayConfiguration configuration = ConfigurationReader.Read(new ConfigurationArguments
        {
            WorkingDirectory = _folder.Path,
            Settings =
            [
                new("Vendors:0:Name", "hmis"),
                new("Vendors:0:BaseAddress", _vendor.Address.ToString()),
                new("Vendors:0:Profile", "clarity-rest"),
            ],
        }).ShouldBeOfType<ConfigurationReading.Usable>().Configuration;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddGatewayLogging();
        builder.AddGatewayTelemetry();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddConsentGateway(configuration).WithSqlite(_storage!, _keys!);
        _application = builder.Build();
        if (withGate)
        {
            _application.UseConsentGate();
        }

        _application.RunVendorForwarder();
        await _application.StartAsync();
        AgencyAddition added = await _application.Services.GetRequiredService<AgencyDirectory>()
            .AddAsync("shelter", "Shelter", AgencyType.Standard, TestContext.Current.CancellationToken);
        RoiRecordingOutcome recorded = await _application.Services.GetRequiredService<RoiRecorder>().RecordAsync(
            "shelter",
            "full-1",
            new RoiSubmission { Choice = "full", SignedOn = "2026-01-10", Signer = "self", Documentation = "paper" },
            Actor.Unnamed,
            TestContext.Current.CancellationToken);
        recorded.ShouldBeOfType<RoiRecordingOutcome.Recorded>();
        return added.ShouldBeOfType<AgencyAddition.Added>().Key;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string key)
    {
        using HttpRequestMessage request = new(method, new Uri(_application!.Urls.Single() + "/clients"));
        request.Headers.Add("Hmis-Gateway-Key", key);
        request.Headers.Add("Hmis-Gateway-Client", "full-1");
        if (method == HttpMethod.Post || method == HttpMethod.Put)
        {
            request.Content = new StringContent(Create, System.Text.Encoding.UTF8, "application/json");
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

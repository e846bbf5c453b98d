using System.Net;
using System.Text;
using System.Text.Json;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Hosting;
using HmisGateway.Profiles;
using Microsoft.Extensions.DependencyInjection;

namespace HmisGateway.EndToEndTests;

/// <summary>A write that was decided by one profile and waits at the fence while another is loaded is decided by the other.</summary>
public sealed class ProfileFenceTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly RecordingVendor _vendor = new();
    private readonly HttpClient _http = new();
    private readonly PauseWatch _time = new();
    private GatewayHost? _gateway;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder.File("profiles"));
        Write("""{ "name": "own", "extends": "clarity-rest" }""");
        GatewayConfiguration configuration = ConfigurationReader.Read(new ConfigurationArguments
        {
            WorkingDirectory = _folder.Path,
            Settings =
            [
                new("Gateway:Listen", "http://127.0.0.1:0"),
                new("Gateway:Management", "http://127.0.0.1:0"),
                new("Vendor:ProfileDirectory", "profiles"),
                new("Vendors:0:Name", "hmis"),
                new("Vendors:0:BaseAddress", _vendor.Address.ToString()),
                new("Vendors:0:Profile", "own"),
                new("Vendors:1:Name", "second"),
                new("Vendors:1:PathPrefix", "/second"),
                new("Vendors:1:BaseAddress", _vendor.Address.ToString()),
                new("Vendors:1:Profile", "own"),
                new("Vendors:2:Name", "other"),
                new("Vendors:2:PathPrefix", "/other"),
                new("Vendors:2:BaseAddress", _vendor.Address.ToString()),
                new("Vendors:2:Profile", "clarity-rest"),
            ],
        }).ShouldBeOfType<ConfigurationReading.Usable>().Configuration;
        _gateway = await GatewayHost.StartAsync(configuration, HostRole.Serve, _time, Stop);
        string key = (await _gateway.Services.GetRequiredService<AgencyDirectory>().AddAsync("shelter", "Shelter", AgencyType.Standard, Stop))
            .ShouldBeOfType<AgencyAddition.Added>().Key;
        _http.BaseAddress = _gateway.AgencyAddress;
        _http.DefaultRequestHeaders.Add("Hmis-Gateway-Key", key);
        RoiSubmission full = new() { Choice = "full", SignedOn = "2026-01-10" };
        (await _gateway.Services.GetRequiredService<RoiRecorder>().RecordAsync("shelter", "full-1", full, Actor.Unnamed, Stop))
            .ShouldBeOfType<RoiRecordingOutcome.Recorded>();
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

    [Fact]
    public async Task A_write_held_before_the_vendor_is_not_sent_after_the_reload_took_its_rule_away()
    {
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync("/clients");
        Write("""{ "name": "own", "extends": "clarity-rest", "remove": ["create-client"] }""");

        ProfileReload.Loaded loaded = (await ReloadAsync()).ShouldBeOfType<ProfileReload.Loaded>();
        closing.Dispose();

        loaded.Vendors.ShouldBe(["hmis", "second"], ignoreOrder: true);
        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop)).GetProperty("code").GetString().ShouldBe("route_unclassified");
        _vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_held_before_the_vendor_is_sent_when_the_rules_after_the_reload_permit_it_too()
    {
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync("/second/clients");
        Write("""{ "name": "own", "extends": "clarity-rest", "remove": ["update-client"] }""");

        (await ReloadAsync()).ShouldBeOfType<ProfileReload.Loaded>();
        closing.Dispose();

        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        _vendor.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_reload_leaves_the_vendors_of_other_profiles_alone()
    {
        TaskCompletionSource<string> later = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _vendor.AnswerLater = later.Task;
        Task<HttpResponseMessage> write = SendAsync("/other/clients");
        while (_vendor.Requests == 0)
        {
            await Task.Yield();
        }

        Write("""{ "name": "own", "extends": "clarity-rest", "remove": ["update-client"] }""");

        (await ReloadAsync()).ShouldBeOfType<ProfileReload.Loaded>().Drained.ShouldBe(DrainResult.None);

        later.SetResult(RecordingVendor.Ok("{}"));
        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>A write that is decided and waits before a fence that is closed for its agency.</summary>
    private async Task<(Task<HttpResponseMessage> Write, IFenceClosing Closing)> HoldAsync(string path)
    {
        IFenceClosing closing = await _gateway!.Services.GetRequiredService<IConsentFence>().CloseAsync(new FenceScope { AgencyId = "shelter" }, Stop);
        Task<HttpResponseMessage> write = SendAsync(path);
        await _time.Paused;
        return (write, closing);
    }

    private Task<ProfileReload> ReloadAsync() => _gateway!.Services.GetRequiredService<ProfileReloader>().ReloadAsync(Stop);

    private async Task<HttpResponseMessage> SendAsync(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path);
        request.Headers.Add("Hmis-Gateway-Client", "full-1");
        request.Content = new StringContent("""{"client":{"first_name":"Ada","last_name":"Quill"}}""", Encoding.UTF8, "application/json");
        return await _http.SendAsync(request, Stop);
    }

    private void Write(string profile) => File.WriteAllText(_folder.File("profiles/own.json"), profile);
}

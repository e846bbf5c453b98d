using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Profiles;
using Microsoft.Extensions.DependencyInjection;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>The gateway in this process, by a profile of its own, before a vendor that records every byte: a write can be held at the fence.</summary>
internal sealed class HostedGateway : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly PauseWatch _time = new();
    private GatewayHost? _host;

    public RecordingVendor Vendor { get; } = new();

    /// <summary>Sends as the agency <c>shelter</c>.</summary>
    public HttpClient Http { get; } = new();

    public IServiceProvider Services => _host!.Services;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts it, with an agency <c>shelter</c>.</summary>
    /// <param name="profile">The name of the profile of the vendor <c>hmis</c>.</param>
    /// <param name="json">The profile.</param>
    /// <param name="settings">Settings beyond the usual ones.</param>
    public async Task StartAsync(string profile, string json, params KeyValuePair<string, string?>[] settings)
    {
        Directory.CreateDirectory(_folder.File("profiles"));
        Write(profile, json);
        GatewayConfiguration configuration = ConfigurationReader.Read(new ConfigurationArguments
        {
            WorkingDirectory = _folder.Path,
            Settings =
            [
                new("Gateway:Listen", "http://127.0.0.1:0"),
                new("Gateway:Management", "http://127.0.0.1:0"),
                new("Vendor:ProfileDirectory", "profiles"),
                new("Vendors:0:Name", "hmis"),
                new("Vendors:0:BaseAddress", Vendor.Address.ToString()),
                new("Vendors:0:Profile", profile),
                .. settings,
            ],
        }).ShouldBeOfType<ConfigurationReading.Usable>().Configuration;
        _host = await GatewayHost.StartAsync(configuration, HostRole.Serve, _time, Stop);
        string key = (await Services.GetRequiredService<AgencyDirectory>().AddAsync("shelter", "Shelter", AgencyType.Standard, Stop))
            .ShouldBeOfType<AgencyAddition.Added>().Key;
        Http.BaseAddress = _host.AgencyAddress;
        Http.DefaultRequestHeaders.Add("Hmis-Gateway-Key", key);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await Vendor.DisposeAsync();
        Http.Dispose();
        _folder.Dispose();
    }

    public async Task RecordAsync(string client, string choice, string signedOn = "2026-01-10")
    {
        RoiSubmission form = new() { Choice = choice, SignedOn = signedOn };
        (await Services.GetRequiredService<RoiRecorder>().RecordAsync("shelter", client, form, Actor.Unnamed, Stop))
            .ShouldBeOfType<RoiRecordingOutcome.Recorded>();
    }

    /// <summary>Changes a profile on disk; it is in force after <see cref="ReloadAsync"/>.</summary>
    public void Write(string profile, string json) => File.WriteAllText(_folder.File($"profiles/{profile}.json"), json);

    public Task<ProfileReload> ReloadAsync() => Services.GetRequiredService<ProfileReloader>().ReloadAsync(Stop);

    /// <summary>Begins a write that is decided and then waits before a fence that is closed for its agency.</summary>
    public async Task<(Task<HttpResponseMessage> Write, IFenceClosing Closing)> HoldAsync(Func<Task<HttpResponseMessage>> send)
    {
        IFenceClosing closing = await Services.GetRequiredService<IConsentFence>().CloseAsync(new FenceScope { AgencyId = "shelter" }, Stop);
        Task<HttpResponseMessage> write = send();
        await _time.Paused;
        return (write, closing);
    }
}

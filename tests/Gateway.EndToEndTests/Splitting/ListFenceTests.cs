using System.Net;
using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Hosting;
using HmisGateway.Profiles;
using Microsoft.Extensions.DependencyInjection;
using static HmisGateway.EndToEndTests.Splitting.HouseholdProfile;

namespace HmisGateway.EndToEndTests.Splitting;

/// <summary>What changes between the decision about a list and its sending: it is taken apart again, by what holds then.</summary>
public sealed class ListFenceTests : IAsyncLifetime
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
        Write(Json());
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
                new("Vendors:0:Profile", Name),
            ],
        }).ShouldBeOfType<ConfigurationReading.Usable>().Configuration;
        _gateway = await GatewayHost.StartAsync(configuration, HostRole.Serve, _time, Stop);
        string key = (await _gateway.Services.GetRequiredService<AgencyDirectory>().AddAsync("shelter", "Shelter", AgencyType.Standard, Stop))
            .ShouldBeOfType<AgencyAddition.Added>().Key;
        _http.BaseAddress = _gateway.AgencyAddress;
        _http.DefaultRequestHeaders.Add("Hmis-Gateway-Key", key);
        await RecordAsync("mem-1", "full");
        await RecordAsync("mem-2", "full");
        await RecordAsync("mem-3", "full");
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
    public async Task A_no_sharing_between_decision_and_fence_takes_its_element_out()
    {
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync("/households");
        await RecordAsync("mem-1", "none");

        closing.Dispose();

        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.Contains("Hmis-Gateway-Diverted").ShouldBeTrue();
        Encoding.UTF8.GetString(_vendor.SingleRequest().Body).ShouldBe(Sent(Member("mem-2"), Member("mem-3")));
    }

    [Fact]
    public async Task A_no_sharing_while_the_rest_waits_takes_one_more_element_out()
    {
        await RecordAsync("mem-1", "none");
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync("/households");
        await RecordAsync("mem-3", "none");

        closing.Dispose();

        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Encoding.UTF8.GetString(_vendor.SingleRequest().Body).ShouldBe(Sent(Member("mem-2")));
    }

    [Fact]
    public async Task A_no_sharing_that_is_lifted_while_the_rest_waits_changes_nothing_for_it()
    {
        await RecordAsync("mem-1", "none");
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync("/households");
        await RecordAsync("mem-1", "full", "2026-06-01");

        closing.Dispose();

        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Encoding.UTF8.GetString(_vendor.SingleRequest().Body).ShouldBe(Sent(Member("mem-2"), Member("mem-3")));
    }

    [Theory]
    [InlineData("split")]
    [InlineData("whole")]
    public async Task A_list_that_waits_while_the_profile_is_loaded_anew_is_decided_by_the_new_one(string batch)
    {
        await RecordAsync("mem-1", "none");
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync("/households");
        Write(Json(batch).Replace("\"operation\": \"create\"", "\"operation\": \"update\"", StringComparison.Ordinal));
        (await _gateway!.Services.GetRequiredService<ProfileReloader>().ReloadAsync(Stop)).ShouldBeOfType<ProfileReload.Loaded>();

        closing.Dispose();

        using HttpResponseMessage answer = await write;
        if (batch == "whole")
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            _vendor.Bytes.ShouldBeEmpty();
            return;
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        Encoding.UTF8.GetString(_vendor.SingleRequest().Body).ShouldBe(Sent(Member("mem-2"), Member("mem-3")));
    }

    /// <summary>A write that is decided and waits before a fence that is closed for its agency.</summary>
    private async Task<(Task<HttpResponseMessage> Write, IFenceClosing Closing)> HoldAsync(string path)
    {
        IFenceClosing closing = await _gateway!.Services.GetRequiredService<IConsentFence>().CloseAsync(new FenceScope { AgencyId = "shelter" }, Stop);
        Task<HttpResponseMessage> write = SendAsync(path);
        await _time.Paused;
        return (write, closing);
    }

    private async Task RecordAsync(string client, string choice, string signedOn = "2026-01-10")
    {
        RoiSubmission form = new() { Choice = choice, SignedOn = signedOn };
        (await _gateway!.Services.GetRequiredService<RoiRecorder>().RecordAsync("shelter", client, form, Actor.Unnamed, Stop))
            .ShouldBeOfType<RoiRecordingOutcome.Recorded>();
    }

    private async Task<HttpResponseMessage> SendAsync(string path)
    {
        using StringContent content = new(Household(Member("mem-1"), Member("mem-2"), Member("mem-3")), Encoding.UTF8, "application/json");
        return await _http.PostAsync(new Uri(path, UriKind.Relative), content, Stop);
    }

    private void Write(string profile) => File.WriteAllText(_folder.File($"profiles/{Name}.json"), profile);
}

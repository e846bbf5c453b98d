using System.Net;
using System.Text;
using System.Text.Json;
using HmisGateway.Consent;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Profiles;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests;

/// <summary>A write that was decided by one profile and waits at the fence while another is loaded is decided by the other.</summary>
public sealed class ProfileFenceTests : IAsyncLifetime
{
    private const string Name = "own";

    private readonly HostedGateway _gateway = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string vendor = _gateway.Vendor.Address.ToString();
        await _gateway.StartAsync(
            Name,
            """{ "name": "own", "extends": "clarity-rest" }""",
            new("Vendors:1:Name", "second"),
            new("Vendors:1:PathPrefix", "/second"),
            new("Vendors:1:BaseAddress", vendor),
            new("Vendors:1:Profile", Name),
            new("Vendors:2:Name", "other"),
            new("Vendors:2:PathPrefix", "/other"),
            new("Vendors:2:BaseAddress", vendor),
            new("Vendors:2:Profile", "clarity-rest"));
        await _gateway.RecordAsync("full-1", "full");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_write_held_before_the_vendor_is_not_sent_after_the_reload_took_its_rule_away()
    {
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync("/clients");
        _gateway.Write(Name, """{ "name": "own", "extends": "clarity-rest", "remove": ["create-client"] }""");

        ProfileReload.Loaded loaded = (await _gateway.ReloadAsync()).ShouldBeOfType<ProfileReload.Loaded>();
        closing.Dispose();

        loaded.Vendors.ShouldBe(["hmis", "second"], ignoreOrder: true);
        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stop)).GetProperty("code").GetString().ShouldBe("route_unclassified");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_held_before_the_vendor_is_sent_when_the_rules_after_the_reload_permit_it_too()
    {
        (Task<HttpResponseMessage> write, IFenceClosing closing) = await HoldAsync("/second/clients");
        _gateway.Write(Name, """{ "name": "own", "extends": "clarity-rest", "remove": ["update-client"] }""");

        (await _gateway.ReloadAsync()).ShouldBeOfType<ProfileReload.Loaded>();
        closing.Dispose();

        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        _gateway.Vendor.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_reload_leaves_the_vendors_of_other_profiles_alone()
    {
        TaskCompletionSource<string> later = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _gateway.Vendor.AnswerLater = later.Task;
        Task<HttpResponseMessage> write = SendAsync("/other/clients");
        await Eventually.HoldsAsync(() => _gateway.Vendor.Requests > 0);

        _gateway.Write(Name, """{ "name": "own", "extends": "clarity-rest", "remove": ["update-client"] }""");

        (await _gateway.ReloadAsync()).ShouldBeOfType<ProfileReload.Loaded>().Drained.ShouldBe(DrainResult.None);

        later.SetResult(RecordingVendor.Ok("{}"));
        using HttpResponseMessage answer = await write;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<(Task<HttpResponseMessage> Write, IFenceClosing Closing)> HoldAsync(string path) => _gateway.HoldAsync(() => SendAsync(path));

    private async Task<HttpResponseMessage> SendAsync(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path);
        request.Headers.Add("Hmis-Gateway-Client", "full-1");
        request.Content = new StringContent("""{"client":{"first_name":"Ada","last_name":"Quill"}}""", Encoding.UTF8, "application/json");
        return await _gateway.Http.SendAsync(request, Stop);
    }
}

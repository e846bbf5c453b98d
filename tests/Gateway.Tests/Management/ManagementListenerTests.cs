using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HmisGateway.Management;
using HmisGateway.Tests.Cli;

namespace HmisGateway.Tests.Management;

/// <summary>The management listener of a running gateway.</summary>
public sealed class ManagementListenerTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private RunningGateway? _gateway;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("GET", "manage/v1/agencies")]
    [InlineData("POST", "manage/v1/agencies")]
    [InlineData("POST", "manage/v1/agencies/north/keys")]
    [InlineData("POST", "manage/v1/agencies/north/disablings")]
    [InlineData("POST", "manage/v1/agencies/north/rois")]
    [InlineData("POST", "manage/v1/agencies/north/roi-questions")]
    [InlineData("POST", "manage/v1/agencies/north/roi-imports")]
    [InlineData("POST", "manage/v1/agencies/north/offline-questions")]
    [InlineData("GET", "manage/v1/agencies/north/offline/0199aaaa-0000-7000-8000-000000000000")]
    [InlineData("POST", "manage/v1/agencies/north/offline/0199aaaa-0000-7000-8000-000000000000/reveals")]
    [InlineData("POST", "manage/v1/agencies/north/explanations")]
    [InlineData("POST", "manage/v1/ledger/verifications")]
    public async Task No_operation_answers_without_the_token_or_on_the_agency_listener(string method, string path)
    {
        (await SendAsync(method, new Uri(_gateway!.Management, path), token: null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(method, new Uri(_gateway.Management, path), token: new ManagementToken().Value)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        HttpResponseMessage elsewhere = await SendAsync(method, new Uri(_gateway.Address, path), await TokenAsync(), _gateway.Management.Authority);
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        elsewhere.Headers.Contains("Hmis-Gateway-Decision").ShouldBeTrue("it is agency traffic, whatever its Host header says");
    }

    [Fact]
    public async Task The_token_opens_the_operations()
    {
        HttpResponseMessage response = await SendAsync("GET", new Uri(_gateway!.Management, "manage/v1/agencies"), await TokenAsync());

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_refused()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(_gateway!.Management, "manage/v1/agencies"))
        {
            Content = new StringContent("{", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());

        (await _http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("health/startup", "started")]
    [InlineData("health/live", "alive")]
    [InlineData("health/ready", "ready")]
    public async Task Health_needs_no_token(string path, string status)
    {
        HttpResponseMessage response = await SendAsync("GET", new Uri(_gateway!.Management, path), token: null);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("status").GetString().ShouldBe(status);
    }

    [Fact]
    public async Task Readiness_names_registry_queue_ledger_and_storage_and_not_the_vendor()
    {
        JsonElement report = await _http.GetFromJsonAsync<JsonElement>(
            new Uri(_gateway!.Management, "health/ready"), TestContext.Current.CancellationToken);

        report.GetProperty("checks").EnumerateObject().Select(static c => $"{c.Name} {c.Value.GetString()}")
            .ShouldBe(["anchor ok", "ledger ok", "profiles ok", "queue ok", "registry ok", "storage ok"]);
    }

    [Fact]
    public async Task Token_and_address_are_there_while_it_runs_and_gone_afterwards()
    {
        ManagementState state = new(_folder["data"]);
        (await state.ReadAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull().Address.ShouldBe(_gateway!.Management);

        await _gateway.DisposeAsync();

        (await state.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    private async Task<string> TokenAsync() =>
        (await new ManagementState(_folder["data"]).ReadAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull().Token;

    private async Task<HttpResponseMessage> SendAsync(string method, Uri address, string? token, string? host = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), address);
        request.Headers.Host = host;
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

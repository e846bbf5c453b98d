using System.Text;
using System.Text.Json;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests;

/// <summary>What the agency system hears when the vendor does not answer as it should, and that no write is ever sent twice.</summary>
public sealed class VendorFaultTests : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private readonly TestFolder _folder = new();
    private readonly RecordingVendor _vendor = new();
    private readonly HttpClient _http = new();
    private readonly string _gateway = $"http://127.0.0.1:{LoopbackPorts.Take()}";
    private readonly string _management = $"http://127.0.0.1:{LoopbackPorts.Take()}";
    private GatewayProcess? _process;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        Dictionary<string, string> settings = new()
        {
            ["Vendors__0__Name"] = "hmis",
            ["Vendors__0__BaseAddress"] = _vendor.Address.ToString(),
            ["Vendors__0__Profile"] = "clarity-rest",
            ["Storage__DataDirectory"] = _folder.File("data"),
            ["Gateway__Listen"] = _gateway,
            ["Gateway__Management"] = _management,
        };
        (int exitCode, string added, string error) = await GatewayProcess.RunAsync(["agency", "add", "shelter", "--name", "Shelter", "--output", "json"], settings);
        exitCode.ShouldBe(0, error);
        _key = JsonDocument.Parse(added).RootElement.GetProperty("key").GetString()!;
        _process = GatewayProcess.Start(["serve"], settings, _folder.Path);
        await _process.WaitUntilAsync(IsReadyAsync);
        (await SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", """{"choice":"full","signedOn":"2026-01-01","vendorId":"1001"}""")).Status.ShouldBe(200);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await _vendor.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("redirect", "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("broken off", "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"id\":")]
    [InlineData("garbage", "%%%%\r\n\r\n")]
    [InlineData("nothing", "")]
    public async Task A_write_without_a_complete_answer_is_sent_once_kept_and_in_doubt(string how, string bytes)
    {
        _vendor.Answer = _ => bytes;
        _vendor.ClosesAfterAnswer = true;

        (int status, JsonElement problem) = await SendAsync("PUT", "/clients/1001", Update);

        status.ShouldBe(409, how);
        problem.GetProperty("code").GetString().ShouldBe("outcome_unknown");
        problem.GetProperty("retryable").GetBoolean().ShouldBeFalse();
        _vendor.Requests.ShouldBe(1);
        (int found, JsonElement item) = await SendAsync("GET", "/_gateway/v1/offline/" + problem.GetProperty("receipt").GetString(), null);
        found.ShouldBe(200);
        item.GetProperty("status").GetString().ShouldBe("in_doubt");
    }

    [Theory]
    [InlineData("DELETE", "/clients/1001/client-notes/5", null)]
    [InlineData("PUT", "/clients/1001", Update)]
    public async Task No_write_is_ever_sent_twice(string method, string path, string? body)
    {
        _vendor.Answer = static _ => "";
        _vendor.ClosesAfterAnswer = true;

        (await SendAsync(method, path, body)).Status.ShouldBe(409);

        _vendor.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_vendor_that_cannot_be_reached_is_told_apart_from_one_that_does_not_answer()
    {
        await _vendor.DisposeAsync();

        (int status, JsonElement problem) = await SendAsync("PUT", "/clients/1001", Update);

        status.ShouldBe(502);
        problem.GetProperty("code").GetString().ShouldBe("vendor_unavailable");
        problem.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        problem.GetProperty("preserved").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_vendor_cannot_forge_the_gateways_headers_nor_lead_past_it()
    {
        _vendor.Answer = _ => $"HTTP/1.1 201 Created\r\nHmis-Gateway-Diverted: forged\r\nHmis-Gateway-Decision: forged\r\nLocation: https://127.0.0.1/clients/77\r\nContent-Length: 2\r\n\r\n{{}}";
        using HttpRequestMessage request = Request("PUT", "/clients/1001", Update);

        using HttpResponseMessage answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.Headers.Contains("Hmis-Gateway-Diverted").ShouldBeFalse();
        Guid.TryParse(answer.Headers.GetValues("Hmis-Gateway-Decision").ShouldHaveSingleItem(), out _).ShouldBeTrue();
        answer.Headers.Location!.OriginalString.ShouldBe("/clients/77");
    }

    [Fact]
    public async Task A_choice_recorded_while_a_write_is_in_flight_is_answered_after_the_write_has_ended_and_stops_the_next()
    {
        TaskCompletionSource<string> answer = new();
        _vendor.AnswerLater = answer.Task;
        Task<(int Status, JsonElement)> write = SendAsync("PUT", "/clients/1001", Update);
        await _process!.WaitUntilAsync(() => Task.FromResult(_vendor.Requests == 1));

        Task<(int Status, JsonElement Body)> choice = SendAsync("PUT", "/_gateway/v1/clients/full-1/roi", """{"choice":"none","signedOn":"2026-02-01"}""");
        await _process.WaitUntilAsync(async () =>
            (await SendAsync("GET", "/_gateway/v1/clients/full-1/roi", null)).Body.GetProperty("current").GetProperty("choice").GetString() == "none");
        choice.IsCompleted.ShouldBeFalse("it has to wait for the write");
        answer.SetResult(RecordingVendor.Ok("{}"));

        (await write).Status.ShouldBe(200);
        (int status, JsonElement body) = await choice;
        status.ShouldBe(200);
        body.GetProperty("drained").GetString().ShouldBe("explicit");
        (await SendAsync("PUT", "/clients/1001", Update)).Status.ShouldBe(403);
        _vendor.Requests.ShouldBe(1);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage ready = await _http.GetAsync(new Uri(_management + "/health/ready"), TestContext.Current.CancellationToken);
            return ready.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private HttpRequestMessage Request(string method, string path, string? body)
    {
        HttpRequestMessage request = new(new HttpMethod(method), new Uri(_gateway + path));
        request.Headers.Add("Hmis-Gateway-Key", _key);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return request;
    }

    private async Task<(int Status, JsonElement Body)> SendAsync(string method, string path, string? body)
    {
        using HttpRequestMessage request = Request(method, path, body);
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}

using System.Text;
using System.Text.Json;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests;

/// <summary>The gateway presents a credential of its own: to its vendor only, in place of what the agency system sends.</summary>
public sealed class VendorCredentialTests : IAsyncLifetime
{
    private const string Secret = "Bearer vendor-secret-0123456789";
    private const string OfAgency = "Bearer agency-own-0123456789";
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private readonly TestFolder _folder = new();
    private readonly RecordingVendor _first = new();
    private readonly RecordingVendor _second = new();
    private readonly HttpClient _http = new();
    private readonly string _gateway = $"http://127.0.0.1:{LoopbackPorts.Take()}";
    private readonly string _management = $"http://127.0.0.1:{LoopbackPorts.Take()}";
    private GatewayProcess? _process;

    private Dictionary<string, string> Settings => new()
    {
        ["Vendors__0__Name"] = "first",
        ["Vendors__0__BaseAddress"] = _first.Address.ToString(),
        ["Vendors__0__Profile"] = "clarity-rest",
        ["Vendors__0__PathPrefix"] = "/first",
        ["Vendors__0__Credential__Header"] = "authorization",
        ["Vendors__0__Credential__FromFile"] = _folder.File("credential"),
        ["Vendors__1__Name"] = "second",
        ["Vendors__1__BaseAddress"] = _second.Address.ToString(),
        ["Vendors__1__Profile"] = "clarity-rest",
        ["Vendors__1__PathPrefix"] = "/second",
        ["Storage__DataDirectory"] = _folder.File("data"),
        ["Gateway__Listen"] = _gateway,
        ["Gateway__Management"] = _management,
        ["Logging__Level"] = "Trace",
        ["Logging__FrameworkLevel"] = "Trace",
    };

    public ValueTask InitializeAsync()
    {
        File.WriteAllText(_folder.File("credential"), $" {Secret}\r\n");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_replaces_what_the_agency_sends_and_goes_to_its_own_vendor_only()
    {
        _process = GatewayProcess.Start(["serve"], Settings, _folder.Path);
        await _process.WaitUntilAsync(IsReadyAsync);
        string added = await Verbs.DoneAsync(_folder.File("data"), "agency", "add", "shelter", "--name", "Shelter", "--output", "json");
        string key = JsonDocument.Parse(added).RootElement.GetProperty("key").GetString()!;
        foreach (string vendor in new[] { "first", "second" })
        {
            (await SendAsync(key, "PUT", $"/_gateway/v1/clients/full-{vendor}/roi", $$"""{"choice":"full","signedOn":"2026-01-01","vendorId":"{{vendor}}:1001"}"""))
                .ShouldBe(200);
        }

        (await SendAsync(key, "PUT", "/first/clients/1001", Update)).ShouldBe(200);
        (await SendAsync(key, "PUT", "/first/clients/1001", Update, OfAgency)).ShouldBe(200);
        (await SendAsync(key, "GET", "/first/clients/1001", null, OfAgency)).ShouldBe(200);
        (await SendAsync(key, "PUT", "/second/clients/1001", Update, OfAgency)).ShouldBe(200);
        (await SendAsync(key, "PUT", "/second/clients/1001", Update)).ShouldBe(200);
        (await SendAsync(key, "PUT", "/first/clients/9999", Update, OfAgency)).ShouldBe(403);

        _first.Text.Split($"\r\nAuthorization: {Secret}\r\n", StringSplitOptions.None).Length.ShouldBe(4, _first.Text);
        _first.Text.Contains("agency-own", StringComparison.Ordinal).ShouldBeFalse();
        _first.Text.ToUpperInvariant().Split("\r\nAUTHORIZATION:").Length.ShouldBe(4);
        _second.Text.ShouldContain($"\r\nAuthorization: {OfAgency}\r\n");
        _second.Text.Contains("vendor-secret", StringComparison.Ordinal).ShouldBeFalse();

        (int exitCode, string shown, _) = await GatewayProcess.RunAsync(["config", "show", "--redacted"], Settings);
        exitCode.ShouldBe(0);
        foreach (string text in (IEnumerable<string>)[shown, _process.Output, .. ReadAll(_folder.File("data"))])
        {
            text.Contains("vendor-secret", StringComparison.Ordinal).ShouldBeFalse();
            text.Contains("agency-own", StringComparison.Ordinal).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Without_its_file_the_gateway_does_not_start_and_says_why()
    {
        File.Delete(_folder.File("credential"));

        (int exitCode, _, string error) = await GatewayProcess.RunAsync(["serve"], Settings, _folder.Path);

        exitCode.ShouldBe(3);
        error.ShouldContain("Vendors:0:Credential:FromFile");
        error.ShouldContain("does not exist");
    }

    private static IEnumerable<string> ReadAll(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(static f => !f.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(stream, Encoding.Latin1);
            yield return reader.ReadToEnd();
        }
    }

    private async Task<int> SendAsync(string key, string method, string path, string? json, string? authorization = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(_gateway + path));
        request.Headers.Add("Hmis-Gateway-Key", key);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
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
}

using System.Collections.Concurrent;
using System.Text;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace HmisGateway.EndToEndTests;

/// <summary>
/// Marked names, numbers and ids go through every path; none of them may stand in logs, metrics, the OTLP export, problem bodies,
/// raw database pages or temporary files.
/// </summary>
public sealed class CanaryTests : IAsyncLifetime
{
    private static readonly string[] Canaries =
        ["Zzyzxname", "Quorvath", "078051199", "078-05-1199", "1957-03-11", "cnry-none-77", "cnry-full-88", "cnry-lost-99", "880077", "880088", "Qcanarynote"];

    private readonly TestFolder _folder = new();
    private readonly RecordingVendor _vendor = new();
    private readonly ConcurrentQueue<byte[]> _exported = new();
    private readonly HttpClient _http = new();
    private readonly string _gateway = $"http://127.0.0.1:{LoopbackPorts.Take()}";
    private readonly string _management = $"http://127.0.0.1:{LoopbackPorts.Take()}";
    private WebApplication? _collector;
    private GatewayProcess? _process;

    private Dictionary<string, string> Settings => new()
    {
        ["Vendors__0__Name"] = "hmis",
        ["Vendors__0__BaseAddress"] = _vendor.Address.ToString(),
        ["Vendors__0__Profile"] = "clarity-rest",
        ["Storage__DataDirectory"] = _folder.File("data"),
        ["Gateway__Listen"] = _gateway,
        ["Gateway__Management"] = _management,
        ["Logging__Level"] = "Verbose",
        ["Logging__LogLevel__Default"] = "Trace",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector!.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["TMPDIR"] = _folder.File("tmp"),
    };

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder.File("tmp"));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _collector = builder.Build();
        _collector.Run(async context =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            _exported.Enqueue(body.ToArray());
        });
        await _collector.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await _collector!.DisposeAsync();
        await _vendor.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_that_identifies_a_client_gets_out_on_any_path()
    {
        (int exitCode, string added, string error) = await GatewayProcess.RunAsync(["agency", "add", "shelter", "--name", "Shelter", "--output", "json"], Settings);
        exitCode.ShouldBe(0, error);
        string key = System.Text.Json.JsonDocument.Parse(added).RootElement.GetProperty("key").GetString()!;
        _process = GatewayProcess.Start(["serve"], Settings, _folder.Path);
        await _process.WaitUntilAsync(IsReadyAsync);

        StringBuilder answers = new();
        const string identity = """ "identity":{"firstName":"Zzyzxname","lastName":"Quorvath","dob":"1957-03-11","ssn":"078-05-1199"}""";
        answers.Append(await SendAsync(key, "PUT", "/_gateway/v1/clients/cnry-none-77/roi", $$"""{"choice":"none","signedOn":"2026-01-01","signer":"self","documentation":"paper","witness":"Quorvath","vendorId":"880077",{{identity}}}"""));
        answers.Append(await SendAsync(key, "PUT", "/_gateway/v1/clients/cnry-full-88/roi", """{"choice":"full","signedOn":"2026-01-01","signer":"self","documentation":"paper","vendorId":"880088"}"""));
        answers.Append(await SendAsync(key, "POST", "/_gateway/v1/roi-imports", "client_id,choice,signed_on,ends_on,signer,first_name,last_name,dob,ssn,vendor_id\ncnry-lost-99,full,2020-01-01,2020-02-02,self,Zzyzxname,Quorvath,1957-03-11,078051199,\nbad row Quorvath,maybe,1957-03-11,,,,,,,\n", "text/csv"));

        const string client = """{"client":{"first_name":"Zzyzxname","last_name":"Quorvath","birth_date":"1957-03-11","ssn1":"078","ssn2":"05","ssn3":"1199","private":true}}""";
        answers.Append(await SendAsync(key, "POST", "/clients", client, client: "cnry-none-77"));
        answers.Append(await SendAsync(key, "PUT", "/clients/880077", client));
        answers.Append(await SendAsync(key, "POST", "/clients/880077/client-notes", """{"clientNote":{"title":"Qcanarynote","note":"Zzyzxname"}}"""));
        answers.Append(await SendAsync(key, "PUT", "/clients/880088", """{"client":{"alias":"Qcanarynote"}}"""));
        answers.Append(await SendAsync(key, "POST", "/clients", client, client: "cnry-lost-99"));
        answers.Append(await SendAsync(key, "POST", "/nowhere/cnry-none-77?name=Zzyzxname", client));
        answers.Append(await SendAsync(key, "POST", "/clients/880077/client-notes", """{"clientNote":{"title":"Qcanarynote" """));
        answers.Append(await SendAsync(key, "GET", "/clients/880077?name=Quorvath", null));
        answers.Append(await SendAsync(key, "POST", "/clients;/880077", client));
        answers.Append(await SendAsync("shelter.Zzyzxname", "POST", "/clients/880077", client));
        answers.Append(await SendAsync(key, "GET", "/_gateway/v1/offline?client=cnry-lost-88", null));
        _vendor.Answer = static _ => "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\nX-Echo: Zzyzxname\r\n\r\n{";
        await _vendor.DisposeAsync();
        answers.Append(await SendAsync(key, "PUT", "/clients/880088", """{"client":{"alias":"Qcanarynote"}}"""));
        string metrics = await _http.GetStringAsync(new Uri(_management + "/metrics"), TestContext.Current.CancellationToken);
        (_, string items, _) = await GatewayProcess.RunAsync(["offline", "list", "--agency", "shelter"], Settings);
        await _process.WaitUntilAsync(() => Task.FromResult(_exported.Count >= 4));
        (await _process.TerminateAsync()).ShouldBe(0);

        FindNone("problem bodies", answers.ToString());
        FindNone("logs", _process.Output);
        FindNone("metrics", metrics);
        FindNone("OTLP export", string.Concat(_exported.Select(Encoding.Latin1.GetString)));
        FindNone("offline list", items.Replace("cnry-none-77", "", StringComparison.Ordinal).Replace("cnry-full-88", "", StringComparison.Ordinal).Replace("cnry-lost-99", "", StringComparison.Ordinal));
        foreach (string file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            FindNone(Path.GetFileName(file), Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        }

        // The control: the search does find what is there.
        _vendor.Text.ShouldContain("880088");
    }

    private static void FindNone(string place, string text)
    {
        text.Length.ShouldBeGreaterThanOrEqualTo(0);
        foreach (string canary in Canaries)
        {
            foreach (string form in new[]
                     {
                         canary, Convert.ToBase64String(Encoding.UTF8.GetBytes(canary)).TrimEnd('='), Convert.ToHexString(Encoding.UTF8.GetBytes(canary)),
                         string.Concat(canary.Select(static c => c + "\0")),
                     })
            {
                int at = text.IndexOf(form, StringComparison.OrdinalIgnoreCase);
                if (at >= 0)
                {
                    Assert.Fail($"{canary} stands in {place}: …{text[Math.Max(0, at - 120)..Math.Min(text.Length, at + 60)]}…");
                }
            }
        }
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

    private async Task<string> SendAsync(string key, string method, string path, string? body, string contentType = "application/json", string? client = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(_gateway + path));
        request.Headers.Add("Hmis-Gateway-Key", key);
        request.Headers.Add("Hmis-Gateway-Actor", "Quorvath");
        request.Headers.Add("Hmis-Gateway-Reason", "acceptance-test");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c880077-b7ad6b7169203331-01");
        request.Headers.Add("tracestate", "cnry-none-77=Zzyzxname");
        request.Headers.Add("baggage", "client=cnry-none-77");
        if (client is not null)
        {
            request.Headers.Add("Hmis-Gateway-Client", client);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue(contentType);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        bool isVendors = response.IsSuccessStatusCode && !path.StartsWith("/_gateway", StringComparison.Ordinal);
        return isVendors ? "" : text + "\n";
    }
}

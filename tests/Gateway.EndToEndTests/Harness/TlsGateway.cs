using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>
/// A gateway process with a TLS listener in front of a recording vendor, and three agencies: <c>north</c> and <c>south</c>, and
/// <c>haven</c>, a victim-service provider. Each has a key, a certificate and a vendor credential.
/// </summary>
public sealed class TlsGateway : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly string _gateway = $"https://localhost:{LoopbackPorts.Take()}";
    private readonly string _management = $"http://127.0.0.1:{LoopbackPorts.Take()}";
    private readonly Dictionary<string, X509Certificate2> _certificates = [];
    private GatewayProcess? _process;

    public RecordingVendor Vendor { get; } = new();

    public Uri Address => new(_gateway);

    /// <summary>The key of each agency.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    public string Data => _folder.File("data");

    public TestFolder Folder => _folder;

    public GatewayProcess Process => _process!;

    public static string Credential(string agency) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{agency}:correct horse +/= battery"));

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Data);
        using X509Certificate2 server = TestCertificates.Create("gateway");
        (string certificate, string key) = TestCertificates.Write(server, _folder, "server");
        _process = GatewayProcess.Start(["serve"], new Dictionary<string, string>
        {
            ["Vendors__0__Name"] = "hmis",
            ["Vendors__0__BaseAddress"] = Vendor.Address.ToString(),
            ["Vendors__0__Profile"] = "clarity-rest",
            ["Storage__DataDirectory"] = Data,
            ["Gateway__Listen"] = _gateway,
            ["Gateway__Management"] = _management,
            ["Kestrel__Certificates__Default__Path"] = certificate,
            ["Kestrel__Certificates__Default__KeyPath"] = key,
            ["Logging__Level"] = "Trace",
            ["Logging__FrameworkLevel"] = "Trace",
        }, _folder.Path);
        using HttpClient http = new();
        await _process.WaitUntilAsync(async () =>
        {
            try
            {
                using HttpResponseMessage ready = await http.GetAsync(new Uri(_management + "/health/ready"));
                return ready.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        await AddAgencyAsync("north", "standard");
        await AddAgencyAsync("south", "standard");
        await AddAgencyAsync("haven", "victim-service");
        _certificates["stranger"] = TestCertificates.Create("stranger");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await Vendor.DisposeAsync();
        foreach (X509Certificate2 certificate in _certificates.Values)
        {
            certificate.Dispose();
        }

        _folder.Dispose();
    }

    public async Task<string> MetricsAsync()
    {
        using HttpClient http = new();
        return await http.GetStringAsync(new Uri(_management + "/metrics"), TestContext.Current.CancellationToken);
    }

    /// <summary>Adds an agency with a key, a certificate and a credential, and a client <c>ID-1</c> of the choice full.</summary>
    public async Task AddAgencyAsync(string id, string type)
    {
        string added = await Verbs.DoneAsync(Data, "agency", "add", id, "--name", "Agency " + id, "--type", type, "--output", "json");
        Keys[id] = JsonDocument.Parse(added).RootElement.GetProperty("key").GetString()!;
        _certificates[id] = TestCertificates.Create(id);
        string pem = TestCertificates.Write(_certificates[id], _folder, id).Certificate;
        await Verbs.DoneAsync(Data, "agency", "certificate", "add", id, "--from-file", pem);
        (await Verbs.RunAsync(Data, Credential(id) + "\n", "agency", "credential", "add", id, "--from-file", "-")).ExitCode.ShouldBe(0);
        (await SendAsync("PUT", $"/_gateway/v1/clients/{id}-1/roi", """{"choice":"full","signedOn":"2026-01-01"}""", key: Keys[id])).Status.ShouldBe(200);
        (await SendAsync("PUT", $"/_gateway/v1/clients/{id}-none/roi", """{"choice":"none","signedOn":"2026-01-01"}""", key: Keys[id])).Status.ShouldBe(200);
    }

    /// <summary>Sends a request with the proofs that are named.</summary>
    public async Task<Answer> SendAsync(
        string method, string path, string? json = null, string? key = null, string? certificate = null, string? authorization = null, string? client = null)
    {
        using SocketsHttpHandler handler = new()
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
                ClientCertificates = certificate is null ? null : [_certificates[certificate]],
            },
        };
        using HttpClient http = new(handler);
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(_gateway + path));
        Add("Hmis-Gateway-Key", key);
        Add("Authorization", authorization);
        Add("Hmis-Gateway-Client", client);
        Add("Hmis-Gateway-Actor", "test");
        Add("Hmis-Gateway-Reason", "acceptance-test");
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}

using System.CommandLine;
using HmisGateway.Hosting;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary><c>healthcheck</c>: whether the running gateway is ready, for container health checks.</summary>
internal sealed class HealthcheckVerb : Verb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Option<Uri?> _url = new("--url")
    {
        Description = "What to ask instead of /health/ready on the management listener.",
        HelpName = "U",
        CustomParser = static result =>
        {
            if (Uri.TryCreate(result.Tokens.Count == 1 ? result.Tokens[0].Value : "", UriKind.Absolute, out Uri? url)
                && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps))
            {
                return url;
            }

            result.AddError("--url: write an address such as http://127.0.0.1:8081/health/ready.");
            return null;
        },
    };

    /// <summary>Creates the verb.</summary>
    public HealthcheckVerb(VerbRunner runner)
        : base("healthcheck", "Asks the running gateway whether it is ready.", "it is not ready, or does not answer within 5 seconds")
    {
        Add(_url);
        SetAction((parsed, cancel) => runner.RunAsync(parsed, output: null, (output, stop) => RunAsync(runner, parsed, output, stop), cancel));
    }

    private static async Task<Uri?> FindAsync(VerbRunner runner, ParseResult parsed, CancellationToken cancellationToken)
    {
        GatewayConfiguration? configuration = ConfigurationReader.Read(runner.ConfigurationArguments(parsed)) switch
        {
            ConfigurationReading.Usable usable => usable.Configuration,
            ConfigurationReading.Unusable unusable => unusable.Partial,
            _ => null,
        };
        if (configuration is null || !ListenAddress.TryParse(configuration.Gateway.Management, out ListenAddress? listen, out _))
        {
            return null;
        }

        // With port 0 only the running gateway knows its port.
        return listen.Port == 0
            ? (await new ManagementState(configuration.StateDirectory).ReadAsync(cancellationToken))?.Address is { } actual
                ? new Uri(actual, "health/ready")
                : null
            : new UriBuilder(listen.IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, listen.CallHost, listen.Port, "health/ready").Uri;
    }

    private async Task<int> RunAsync(VerbRunner runner, ParseResult parsed, VerbOutput output, CancellationToken cancellationToken)
    {
        if ((parsed.GetValue(_url) ?? await FindAsync(runner, parsed, cancellationToken)) is not { } url)
        {
            return output.Fail(ExitCode.Finding, "it is not known where the gateway listens. Set Gateway:Management, or give --url.");
        }

        using HttpClient http = ManagementHttp.Create(url, Patience);
        try
        {
            using HttpResponseMessage response = await http.GetAsync(url, cancellationToken);
            string report = await response.Content.ReadAsStringAsync(cancellationToken);
            await output.Out.WriteLineAsync(report.Length is > 0 and < 1000 ? report : $"status {(int)response.StatusCode}");
            return response.IsSuccessStatusCode ? ExitCode.Done : ExitCode.Finding;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return output.Fail(ExitCode.Finding, $"{url.GetLeftPart(UriPartial.Authority)} does not answer.");
        }
    }
}

using System.Diagnostics;

namespace HmisGateway.EndToEndTests.Deploy;

/// <summary>The real helm, from environment variable <c>HELM</c> or from <c>artifacts/tools</c>.</summary>
internal static class Helm
{
    private const string HowToGet = "helm is missing: run eng/install-helm, or set HELM to a helm 4.1.4.";

    /// <summary>The chart's folder.</summary>
    public static string Chart { get; } = Checkout.PathOf("deploy", "helm", "hmis-gateway");

    /// <summary>Runs helm; its standard output and error, and its exit code.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var helm = Process.Start(start)!;
        var output = helm.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = helm.StandardError.ReadToEndAsync(cancellationToken);
        await helm.WaitForExitAsync(cancellationToken);
        return (helm.ExitCode, await output, await error);
    }

    /// <summary>Renders the chart with one of its <c>ci/*-values.yaml</c>.</summary>
    public static Task<RenderedChart> RenderAsync(string values, CancellationToken cancellationToken) =>
        RenderAsync(values, set: "", cancellationToken);

    /// <summary>Renders the chart with one of its <c>ci/*-values.yaml</c> and one value set otherwise.</summary>
    public static async Task<RenderedChart> RenderAsync(string values, string set, CancellationToken cancellationToken)
    {
        var (exitCode, output, error) = await TemplateAsync(values, set, cancellationToken);
        exitCode.ShouldBe(0, error);
        return new RenderedChart(output);
    }

    /// <summary>Renders with one value set otherwise and expects a refusal.</summary>
    /// <returns>What helm says about it.</returns>
    public static async Task<string> RefusalAsync(string values, string set, CancellationToken cancellationToken)
    {
        var (exitCode, output, error) = await TemplateAsync(values, set, cancellationToken);
        exitCode.ShouldNotBe(0, $"It rendered:\n{output}");
        return error;
    }

    /// <summary>What helm tells whoever installs the chart.</summary>
    public static async Task<string> NotesAsync(string values, CancellationToken cancellationToken)
    {
        var (exitCode, output, error) = await RunAsync(
            ["install", "gw", Chart, "--dry-run=client", "--namespace", "hmis", "--values", Values(values)], cancellationToken);
        exitCode.ShouldBe(0, error);
        return output[output.IndexOf("NOTES:", StringComparison.Ordinal)..];
    }

    /// <summary>Path of a file of values in the chart's <c>ci</c> folder.</summary>
    public static string Values(string name) => Path.Combine(Chart, "ci", $"{name}-values.yaml");

    private static Task<(int ExitCode, string Output, string Error)> TemplateAsync(string values, string set, CancellationToken cancellationToken) =>
        RunAsync(["template", "gw", Chart, "--namespace", "hmis", "--values", Values(values), "--set", set], cancellationToken);

    private static string Find()
    {
        var program = Environment.GetEnvironmentVariable("HELM") is { Length: > 0 } named ? named : Checkout.PathOf("artifacts", "tools", "helm");
        if (!File.Exists(program))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", HowToGet);
            Assert.Fail(HowToGet);
        }

        return program;
    }
}

using System.Diagnostics;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>An experiment of <c>experiments/Gateway.Experiments</c> as a process of its own, in the build of this test run.</summary>
internal static class ExperimentProcess
{
    /// <summary>Skips the test where a program that the experiment needs is missing; where continuous integration lacks it, that is a failure.</summary>
    public static async Task RequireAsync(string name, string program, bool asRoot = false)
    {
        using Process found = Process.Start(new ProcessStartInfo("which", [program]) { RedirectStandardOutput = true })!;
        await found.WaitForExitAsync(TestContext.Current.CancellationToken);
        bool isPossible = found.ExitCode == 0 && (!asRoot || Environment.IsPrivilegedProcess);
        Assert.SkipUnless(
            isPossible || Environment.GetEnvironmentVariable("CI") == "true", $"{name} needs {program}{(asRoot ? " and root" : "")}.");
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code and everything it printed.</returns>
    public static async Task<(int ExitCode, string Text)> RunAsync(TimeSpan patience, params string[] arguments)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string program = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Gateway.Experiments", new DirectoryInfo(AppContext.BaseDirectory).Name, "HmisGateway.Experiments.dll"));
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(stop);
            Task<string> error = process.StandardError.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop).WaitAsync(patience, stop);
            return (process.ExitCode, $"{await output}\n{await error}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

using System.ComponentModel;
using System.Globalization;

namespace HmisGateway.Bench.Processes;

/// <summary>Samples where a process spends its CPU time, with <c>perf</c>.</summary>
internal sealed class CpuProfile : IAsyncDisposable
{
    private const string SamplesPerSecond = "499";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ChildProcess record;
    private readonly string data;
    private readonly string text;

    private CpuProfile(ChildProcess record, string data, string text)
    {
        this.record = record;
        this.data = data;
        this.text = text;
    }

    /// <summary>Starts to sample <paramref name="target"/> for <paramref name="duration"/>.</summary>
    /// <param name="target">A process that runs with <c>DOTNET_PerfMapEnabled=1</c>, or its methods have no names.</param>
    /// <param name="directory">Where <c>NAME.data</c> and <c>NAME.txt</c> are written.</param>
    /// <param name="name">What is profiled.</param>
    /// <param name="duration">How long.</param>
    public static CpuProfile Start(ChildProcess target, DirectoryInfo directory, string name, TimeSpan duration)
    {
        directory.Create();
        var data = Path.Combine(directory.FullName, name + ".data");
        string[] arguments =
        [
            "record", "--call-graph", "fp", "--freq", SamplesPerSecond, "--pid", target.Id.ToString(CultureInfo.InvariantCulture),
            "--output", data, "--", "sleep", duration.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ];
        return new CpuProfile(Perf(arguments), data, Path.Combine(directory.FullName, name + ".txt"));
    }

    /// <summary>Waits until the samples are written, and writes the list of what costs most; the profiled process must still run.</summary>
    /// <returns>The file with the list.</returns>
    public async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        var (exitCode, output) = await record.WaitForExitAsync(Patience, cancellationToken);
        if (exitCode != 0)
        {
            throw new BenchFailedException(
                $"`perf record` ended with exit code {exitCode}; it needs root, or kernel.perf_event_paranoid at 1 or less.{output}");
        }

        // perf writes the list itself: it is longer than the lines that are kept of a process.
        string[] arguments =
            ["report", "--stdio", "--no-children", "--call-graph", "none", "--percent-limit", "0.2", "--sort", "symbol,dso", "--input", data];
        await using var report = ChildProcess.Start(
            "perf report", "sh", ["-c", "out=$1; shift; exec perf \"$@\" >\"$out\"", "sh", text, .. arguments], new Dictionary<string, string>(), endsWithInput: false);
        (exitCode, output) = await report.WaitForExitAsync(Patience, cancellationToken);
        return exitCode == 0 ? text : throw new BenchFailedException($"`perf report` ended with exit code {exitCode}.{output}");
    }

    /// <summary>Deletes the map of method names that the runtime leaves behind for <c>perf</c>.</summary>
    public static void DeletePerfMap(int processId)
    {
        File.Delete(string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{processId}.map"));
        File.Delete(string.Create(CultureInfo.InvariantCulture, $"/tmp/perfinfo-{processId}.map"));
    }

    public ValueTask DisposeAsync() => record.DisposeAsync();

    private static ChildProcess Perf(string[] arguments)
    {
        try
        {
            return ChildProcess.Start("perf record", "perf", arguments, new Dictionary<string, string>(), endsWithInput: false);
        }
        catch (Win32Exception e)
        {
            throw new BenchFailedException("`perf` was not found: install it (Debian package linux-perf), or leave --profile out.", e);
        }
    }
}

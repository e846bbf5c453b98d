using System.ComponentModel;
using System.Globalization;

namespace HmisGateway.Bench.Processes;

/// <summary>Samples where a process spends its CPU time, with <c>perf</c>.</summary>
internal sealed class CpuProfile : IAsyncDisposable
{
    private const string SamplesPerSecond = "499";
    private const string SelfTime = "--no-children";
    private const string TimeWithCallees = "--children";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ChildProcess record;
    private readonly string path;

    private CpuProfile(ChildProcess record, string path)
    {
        this.record = record;
        this.path = path;
    }

    /// <summary>
    /// What the profiled process needs: the runtime writes the names of compiled methods where <c>perf</c> finds them, and keeps compiled
    /// code in ordinary memory, because <c>perf</c> does not look for names in the shared memory that it uses otherwise.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } =
        new Dictionary<string, string> { ["DOTNET_PerfMapEnabled"] = "1", ["DOTNET_EnableWriteXorExecute"] = "0" };

    /// <summary>Starts to sample <paramref name="target"/> for <paramref name="duration"/>.</summary>
    /// <param name="target">A process that was started with <see cref="Environment"/>, or its methods have no names.</param>
    /// <param name="directory">Where <c>NAME.data</c>, <c>NAME-self.txt</c> and <c>NAME-with-callees.txt</c> are written.</param>
    /// <param name="name">What is profiled.</param>
    /// <param name="duration">How long.</param>
    public static CpuProfile Start(ChildProcess target, DirectoryInfo directory, string name, TimeSpan duration)
    {
        directory.Create();
        var path = Path.Combine(directory.FullName, name);
        string[] arguments =
        [
            "record", "--call-graph", "fp", "--freq", SamplesPerSecond, "--pid", target.Id.ToString(CultureInfo.InvariantCulture),
            "--output", path + ".data", "--", "sleep", duration.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ];
        return new CpuProfile(Perf(arguments), path);
    }

    /// <summary>Waits until the samples are written, and lists what costs most; the profiled process must still run.</summary>
    /// <returns>The files with the lists.</returns>
    public async Task<IReadOnlyList<string>> FinishAsync(CancellationToken cancellationToken)
    {
        var (exitCode, output) = await record.WaitForExitAsync(Patience, cancellationToken);
        return exitCode == 0
            ? [await ListAsync(SelfTime, path + "-self.txt", cancellationToken), await ListAsync(TimeWithCallees, path + "-with-callees.txt", cancellationToken)]
            : throw new BenchFailedException(
                $"`perf record` ended with exit code {exitCode}; it needs root, or kernel.perf_event_paranoid at 1 or less.{output}");
    }

    /// <summary>Deletes the map of method names that the runtime leaves behind for <c>perf</c>.</summary>
    public static void DeletePerfMap(int processId)
    {
        File.Delete(string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{processId}.map"));
        File.Delete(string.Create(CultureInfo.InvariantCulture, $"/tmp/perfinfo-{processId}.map"));
    }

    public ValueTask DisposeAsync() => record.DisposeAsync();

    // perf writes the list itself: it is longer than the lines that are kept of a process.
    private async Task<string> ListAsync(string order, string file, CancellationToken cancellationToken)
    {
        string[] arguments =
            ["report", "--stdio", order, "--call-graph", "none", "--percent-limit", "0.1", "--sort", "symbol,dso", "--field-separator", "|", "--input", path + ".data"];
        await using var report = ChildProcess.Start(
            "perf report", "sh", ["-c", "out=$1; shift; exec perf \"$@\" >\"$out\"", "sh", file, .. arguments], new Dictionary<string, string>(), endsWithInput: false);
        var (exitCode, output) = await report.WaitForExitAsync(Patience, cancellationToken);
        return exitCode == 0 ? file : throw new BenchFailedException($"`perf report` ended with exit code {exitCode}.{output}");
    }

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

using System.Diagnostics;
using System.Globalization;

namespace HmisGateway.Bench.Processes;

/// <summary>A process of this measurement; ended by its id when disposed, whatever happened.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 60;
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    private static readonly string Dotnet =
        Path.GetFileName(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    private readonly Process process;
    private readonly Queue<string> lastLines = new();
    private readonly TaskCompletionSource<string> firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool endsWithInput;

    private ChildProcess(string name, Process process, bool endsWithInput)
    {
        Name = name;
        this.process = process;
        this.endsWithInput = endsWithInput;
    }

    /// <summary>What it is, for messages.</summary>
    public string Name { get; }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>True when it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>User and system time so far, from <c>/proc/&lt;pid&gt;/stat</c>; its unit is 10 ms.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Most resident memory so far, in bytes.</summary>
    public long PeakResidentBytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Runs a .NET program file on the runtime that runs the bench.</summary>
    /// <param name="name">What it is, for messages.</param>
    /// <param name="arguments">Program file and arguments.</param>
    /// <param name="environment">Added to the environment.</param>
    /// <param name="endsWithInput">True for a role of the bench, which ends by itself when its standard input ends.</param>
    public static ChildProcess StartDotnet(
        string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, bool endsWithInput) =>
        Start(name, Dotnet, arguments, environment, endsWithInput);

    /// <summary>Runs any program.</summary>
    /// <inheritdoc cref="StartDotnet"/>
    public static ChildProcess Start(
        string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, bool endsWithInput)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var child = new ChildProcess(name, new Process { StartInfo = start }, endsWithInput);
        child.process.OutputDataReceived += (_, line) => child.Keep(line.Data, isOutput: true);
        child.process.ErrorDataReceived += (_, line) => child.Keep(line.Data, isOutput: false);
        _ = child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The first line it prints, which for a role is its base address.</summary>
    public async Task<string> ReadFirstLineAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await firstLine.Task.WaitAsync(timeout, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new BenchFailedException($"{Name} printed nothing within {timeout.TotalSeconds} s.{LastLines()}", e);
        }
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code and the last lines that it printed.</returns>
    public async Task<(int ExitCode, string Output)> WaitForExitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            throw new BenchFailedException($"{Name} did not end within {timeout.TotalSeconds} s.{LastLines()}");
        }

        return (process.ExitCode, LastLines());
    }

    /// <summary>What it printed last, for a message; begins with a line break.</summary>
    public string LastLines()
    {
        lock (lastLines)
        {
            return "\n" + string.Join('\n', lastLines);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(endsWithInput ? EndTimeout : TimeSpan.Zero, TimeProvider.System);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        process.Dispose();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Id})");

    private void Keep(string? line, bool isOutput)
    {
        if (line is null)
        {
            if (isOutput)
            {
                firstLine.TrySetException(new BenchFailedException($"{Name} ended before it was ready.{LastLines()}"));
            }

            return;
        }

        lock (lastLines)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > LinesKept)
            {
                _ = lastLines.Dequeue();
            }
        }

        if (isOutput)
        {
            _ = firstLine.TrySetResult(line);
        }
    }
}

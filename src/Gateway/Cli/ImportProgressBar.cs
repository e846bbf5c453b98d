using Spectre.Console;

namespace HmisGateway.Cli;

/// <summary>A progress bar on standard error while a file is sent or read; nothing at all when that is not a terminal.</summary>
internal static class ImportProgressBar
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs the work and shows how much of <paramref name="file"/> was read.</summary>
    public static async Task<T> RunAsync<T>(CommandEnvironment environment, FileStream file, Func<Task<T>> work, string title = "importing")
    {
        if (!environment.IsErrorTerminal)
        {
            return await work();
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(environment.Error) });
        return await console.Progress().StartAsync(async progress =>
        {
            ProgressTask bar = progress.AddTask(title, maxValue: Math.Max(1, file.Length));
            Task<T> running = work();
            using PeriodicTimer timer = new(Beat);
            while (!running.IsCompleted)
            {
                await Task.WhenAny(running, timer.WaitForNextTickAsync(CancellationToken.None).AsTask());
                bar.Value = file.CanRead ? file.Position : file.Length;
            }

            return await running;
        });
    }
}

using Spectre.Console;

namespace HmisGateway.Cli;

/// <summary>A progress bar on standard error during long work; nothing at all when that is not a terminal.</summary>
internal static class WorkProgressBar
{
    /// <summary>Runs the work.</summary>
    /// <param name="environment">Where to show it.</param>
    /// <param name="title">What is done, in one word.</param>
    /// <param name="total">How much there is to do.</param>
    /// <param name="work">The work; it tells how much of it is done.</param>
    public static async Task<T> RunAsync<T>(CommandEnvironment environment, string title, int total, Func<Action<int>, Task<T>> work)
    {
        if (!environment.IsErrorTerminal)
        {
            return await work(static _ => { });
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(environment.Error) });
        return await console.Progress().StartAsync(progress =>
        {
            ProgressTask bar = progress.AddTask(title, maxValue: Math.Max(1, total));
            return work(done => bar.Value = done);
        });
    }
}

using HmisGateway.Experiments.Processes;

namespace HmisGateway.Experiments.Clocks;

/// <summary>
/// The wall clock of one process, which can be set while it runs; its monotonic clocks go on as they are. The machine's own clock is left
/// alone: a small library, compiled here, stands between the process and the C library.
/// </summary>
internal sealed class MovableClock : IDisposable
{
    private const string Source = "movable-clock.c";

    private readonly DirectoryInfo _folder;

    private MovableClock(DirectoryInfo folder) => _folder = folder;

    /// <summary>Environment variables of the process.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["LD_PRELOAD"] = Library, ["MOVABLE_CLOCK_FILE"] = OffsetFile };

    private string Library => Path.Combine(_folder.FullName, "movable-clock.so");

    private string OffsetFile => Path.Combine(_folder.FullName, "offset");

    /// <summary>Makes a clock that is right.</summary>
    /// <exception cref="ExperimentFailedException">There is no compiler.</exception>
    public static async Task<MovableClock> CreateAsync(CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hmis-gateway-clock-");
        MovableClock clock = new(folder);
        try
        {
            // The server runs as another user.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(
                    folder.FullName,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            }

            (int exitCode, string output) = await ChildProcess.RunAsync(
                ["cc", "-shared", "-fPIC", "-O2", "-o", clock.Library, Path.Combine(AppContext.BaseDirectory, "Clocks", Source), "-ldl"], environment: null, cancellationToken);
            if (exitCode != 0)
            {
                throw new ExperimentFailedException($"{Source} cannot be compiled: {output}");
            }

            clock.Set(TimeSpan.Zero);
            return clock;
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            clock.Dispose();
            throw new ExperimentFailedException("There is no C compiler: install the package gcc, or leave the fault Clock out.", fault);
        }
        catch
        {
            clock.Dispose();
            throw;
        }
    }

    /// <summary>Sets the clock, from now on, to a time that differs from the machine's by whole seconds.</summary>
    public void Set(TimeSpan offset)
    {
        using FileStream file = new(OffsetFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(BitConverter.GetBytes((long)offset.TotalSeconds));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

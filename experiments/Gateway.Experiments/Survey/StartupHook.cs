using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using HmisGateway.Experiments.Revocation;
using HmisGateway.Faults;

/// <summary>
/// Runs in the gateway's process before the gateway, where <c>DOTNET_STARTUP_HOOKS</c> names this assembly: writes each fault point
/// that is passed into a file, on the thread that passes it, so that strace shows it among that thread's system calls; or holds
/// requests at a point.
/// </summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for this name.")]
[SuppressMessage("Style", "IDE0130:Namespace does not match folder structure", Justification = "The runtime looks for this name.")]
internal static class StartupHook
{
    /// <summary>The environment variable that names the file.</summary>
    public const string FileVariable = "HMIS_EXPERIMENT_FAULT_POINTS";

    /// <summary>What each line begins with.</summary>
    public const string Mark = "fault-point ";

    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(HoldingPoint.FolderVariable) is { } folder)
        {
            FaultPoint.Observe(new HoldingPoint(folder).Pass);
            return;
        }

        if (Environment.GetEnvironmentVariable(FileVariable) is not { } path)
        {
            return;
        }

        FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Lock gate = new();
        FaultPoint.Observe(operation =>
        {
            byte[] line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Mark}{operation}\n"));
            lock (gate)
            {
                file.Write(line);
            }
        });
    }
}

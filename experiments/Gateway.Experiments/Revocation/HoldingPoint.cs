using HmisGateway.Faults;

namespace HmisGateway.Experiments.Revocation;

/// <summary>In the gateway's process: holds whoever passes a point while the folder has a file with the point's name.</summary>
internal sealed class HoldingPoint
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string FolderVariable = "HMIS_EXPERIMENT_HOLD";

    /// <summary>The file that gets one byte for each request that is held.</summary>
    public const string CountFile = "held";

    /// <summary>More than are ever held, so that the gateway's own work finds a thread.</summary>
    private const int Threads = 64;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);
    private static readonly ManualResetEventSlim Never = new();

    private readonly string _folder;
    private readonly Lock _gate = new();

    /// <summary>Prepares the process.</summary>
    public HoldingPoint(string folder)
    {
        _folder = folder;
        ThreadPool.GetMinThreads(out _, out int completing);
        ThreadPool.SetMinThreads(Threads, completing);
    }

    /// <summary>Holds the calling thread while it has to be held.</summary>
    public void Pass(FaultOperation operation)
    {
        if (operation is not (FaultOperation.PermitGrant or FaultOperation.PermitGranted))
        {
            return;
        }

        string file = Path.Combine(_folder, operation.ToString());
        if (!File.Exists(file))
        {
            return;
        }

        lock (_gate)
        {
            using FileStream count = new(Path.Combine(_folder, CountFile), FileMode.Append, FileAccess.Write, FileShare.Read);
            count.WriteByte((byte)'.');
        }

        while (File.Exists(file))
        {
            Never.Wait(Poll);
        }
    }
}

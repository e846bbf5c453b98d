using HmisGateway.Faults;

namespace HmisGateway.Storage;

/// <summary>
/// Holds a data directory for one process. The operating system ends the hold with the process, however it ends, so that a gateway
/// that was killed leaves nothing to clean up. The file itself stays; it means nothing.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    /// <summary>Name of the file in the data directory.</summary>
    public const string FileName = "gateway.lock";

    /// <summary><c>EWOULDBLOCK</c> of Linux, as .NET reports it for a lock that is taken.</summary>
    private const int WouldBlock = 11;

    private readonly FileStream _held;

    private DataDirectoryLock(FileStream held) => _held = held;

    /// <summary>Takes the directory, creating it when it does not exist; null when another process (or another holder in this one) has it.</summary>
    /// <exception cref="IOException">The directory cannot be used, or its file system does not keep locks.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not write there.</exception>
    public static DataDirectoryLock? TryAcquire(string directory)
    {
        PrivateFiles.CreateFolder(directory);
        string path = Path.Combine(directory, FileName);
#pragma warning disable CA2000 // The lock owns it.
        FileStream? held = TryOpen(path);
#pragma warning restore CA2000
        if (held is null)
        {
            return null;
        }

        bool isKept = false;
        try
        {
            // On some network shares, and with file locking switched off by an environment variable, .NET grants every lock.
            // Two gateways on one folder would break the fence, so a lock that does not exclude is no lock.
            using FileStream? second = TryOpen(path);
            isKept = second is null;
        }
        finally
        {
            if (!isKept)
            {
                held.Dispose();
            }
        }

        if (isKept)
        {
            return new DataDirectoryLock(held);
        }

        throw new IOException(
            $"The file system of the data directory does not keep file locks ({FileName} could be taken twice). Use a local disk, and unset DOTNET_SYSTEM_IO_DISABLEFILELOCKING.");
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    private static FileStream? TryOpen(string path)
    {
        FaultPoint.Pass(FaultOperation.FileLock);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException fault) when (IsHeld(fault, path))
        {
            return null;
        }
    }

    /// <summary>A lock that somebody else has, apart from a disk that cannot be written.</summary>
    private static bool IsHeld(IOException fault, string path) =>
        OperatingSystem.IsLinux() ? fault.HResult == WouldBlock : File.Exists(path);
}

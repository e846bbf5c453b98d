using HmisGateway.Faults;

namespace HmisGateway.Storage;

/// <summary>Folders and files that only the gateway's own account may read, durable when the call returns.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a folder with mode 0700 unless it exists; an existing one keeps its mode.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerFolder);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path);
    }

    /// <summary>Creates a file with mode 0600 and this content: a reader sees all of it or no file.</summary>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: false);

    /// <summary>Creates or replaces a file with mode 0600: a reader sees all of the old content or all of the new one.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: true);

    private static void Write(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        string unfinished = path + ".new";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        FaultPoint.Pass(FaultOperation.FileWrite);
        using (FileStream stream = new(unfinished, options))
        {
            stream.Write(content);
            FaultPoint.Pass(FaultOperation.FileSync);
            stream.Flush(flushToDisk: true);
        }

        FaultPoint.Pass(FaultOperation.FileWrite);
        File.Move(unfinished, path, overwrite);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}

using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HmisGateway.Storage;

/// <summary>
/// Adds to the end of a file that may be marked append-only (<c>chattr +a</c>): such a file opens with <c>O_APPEND</c> only, which .NET
/// does not set.
/// </summary>
internal static class AppendedFile
{
    private const int WriteOnly = 1;
    private const int LinuxAppend = 0x400;

    /// <summary>Adds the bytes at the end; they are durable when this returns.</summary>
    /// <exception cref="IOException">The file is not there, or they could not be added.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not write it.</exception>
    public static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        using FileStream stream = Open(path);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    private static FileStream Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
            stream.Seek(0, SeekOrigin.End);
            return stream;
        }

        int descriptor = Open(path, WriteOnly | LinuxAppend);
        if (descriptor < 0)
        {
            throw new IOException($"{path} cannot be opened: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        }

#pragma warning disable CA2000 // The stream owns it.
        return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
#pragma warning restore CA2000
    }

#pragma warning disable SYSLIB1054 // LibraryImport needs unsafe code, which this project does not allow.
    [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
#pragma warning restore SYSLIB1054
}

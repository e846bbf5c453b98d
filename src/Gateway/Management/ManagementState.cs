using System.Text;
using HmisGateway.Faults;

namespace HmisGateway.Management;

/// <summary>
/// The files by which the command line finds a running gateway: <c>management.token</c> and <c>management.address</c> in the
/// state directory, readable by their owner only.
/// </summary>
internal sealed class ManagementState(string stateDirectory)
{
    /// <summary>Name of the file with the token.</summary>
    public const string TokenFile = "management.token";

    /// <summary>Name of the file with the address.</summary>
    public const string AddressFile = "management.address";

    /// <summary>The folder.</summary>
    public string Directory { get; } = stateDirectory;

    /// <summary>Writes both files anew, each in one step, the address last: who reads it finds the token that belongs to it.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task WriteAsync(Uri address, ManagementToken token, CancellationToken cancellationToken)
    {
        System.IO.Directory.CreateDirectory(Directory);
        await WriteFileAsync(TokenFile, token.Value, cancellationToken);
        await WriteFileAsync(AddressFile, address.AbsoluteUri, cancellationToken);
    }

    /// <summary>Reads both files; null when one is missing or is not what it should be.</summary>
    public async Task<(Uri Address, string Token)?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            string address = await File.ReadAllTextAsync(PathOf(AddressFile), cancellationToken);
            string token = await File.ReadAllTextAsync(PathOf(TokenFile), cancellationToken);
            return Uri.TryCreate(address.Trim(), UriKind.Absolute, out Uri? uri) && token.Trim().Length > 0 ? (uri, token.Trim()) : null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Deletes both files if they are still those of this run; another run may have written its own since.</summary>
    public async Task RemoveAsync(ManagementToken token, CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is { } current && string.Equals(current.Token, token.Value, StringComparison.Ordinal))
        {
            File.Delete(PathOf(AddressFile));
            File.Delete(PathOf(TokenFile));
        }
    }

    private string PathOf(string file) => Path.Combine(Directory, file);

    private async Task WriteFileAsync(string file, string text, CancellationToken cancellationToken)
    {
        FaultPoint.Pass(FaultOperation.FileWrite);
        string fresh = PathOf($"{file}.{Environment.ProcessId}.new");
        File.Delete(fresh);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (FileStream stream = new(fresh, options))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        }

        File.Move(fresh, PathOf(file), overwrite: true);
    }
}


namespace HmisGateway.Storage.Spools;

/// <summary>The folder in which large uploads wait, encrypted, while they are looked at.</summary>
internal sealed class SpoolFolder
{
    private readonly string _path;

    /// <summary>Creates the folder, and removes what an earlier process may have left there.</summary>
    /// <param name="dataDirectory">The data directory.</param>
    public SpoolFolder(string dataDirectory)
    {
        _path = Path.Combine(dataDirectory, "spool");
        PrivateFiles.CreateFolder(_path);
        foreach (string left in Directory.EnumerateFiles(_path, "*.spool"))
        {
            File.Delete(left);
        }
    }

    /// <summary>Creates an empty spool.</summary>
    /// <exception cref="SpoolException">The disk takes nothing.</exception>
    public EncryptedSpool Create() => new(Path.Combine(_path, $"{Guid.NewGuid():N}.spool"));
}

namespace HmisGateway.Tests;

/// <summary>Who may read what lies on the disk. Windows has no such modes; there the account's folder decides.</summary>
internal static class FileModes
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void ShouldBeTheOwnersOnly(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.GetUnixFileMode(folder).ShouldBe(OwnerFile | UnixFileMode.UserExecute);
        foreach (string file in Directory.GetFiles(folder))
        {
            File.GetUnixFileMode(file).ShouldBe(OwnerFile, Path.GetFileName(file));
        }
    }
}

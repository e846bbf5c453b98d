namespace HmisGateway.Tests;

/// <summary>Finds files of the repository from a test.</summary>
internal static class RepositoryFile
{
    /// <summary>The full path of a file of the repository.</summary>
    public static string Path(string relative)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "HmisGateway.sln")))
        {
            folder = folder.Parent;
        }

        return System.IO.Path.Combine(
            folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository."), relative);
    }
}

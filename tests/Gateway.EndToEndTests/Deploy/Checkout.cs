namespace HmisGateway.EndToEndTests.Deploy;

/// <summary>The files that are not code.</summary>
internal static class Checkout
{
    /// <summary>The folder of the solution.</summary>
    public static DirectoryInfo Root { get; } = FindRoot();

    /// <summary>A path below the root.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root.FullName, .. parts]);

    private static DirectoryInfo FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HmisGateway.sln")))
        {
            folder = folder.Parent;
        }

        return folder ?? throw new InvalidOperationException($"No HmisGateway.sln above {AppContext.BaseDirectory}.");
    }
}

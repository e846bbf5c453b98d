namespace HmisGateway.Testing;

/// <summary>Where the programs of a PostgreSQL server are.</summary>
internal static class PostgresPrograms
{
    private static readonly string[] s_needed = ["initdb", "pg_ctl", "postgres", "pg_basebackup"];

    /// <summary>Their folder, or null when there is no server on this machine.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        IEnumerable<string> onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

        // Debian and Red Hat keep them by version, and not on the path.
        IEnumerable<string> byVersion = new[] { "/usr/lib/postgresql", "/usr/pgsql" }
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .OrderByDescending(static folder => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0)
            .Select(static folder => Path.Combine(folder, "bin"));
        return byVersion.Concat(onPath).FirstOrDefault(static folder => Array.TrueForAll(s_needed, program => File.Exists(Path.Combine(folder, program))));
    }
}

using System.Globalization;
using System.Reflection;

namespace HmisGateway.Storage.Postgres;

/// <summary>One numbered step of the schema.</summary>
/// <param name="Version">Its number; the steps count from 1 without a gap.</param>
/// <param name="Name">Its file name.</param>
/// <param name="Script">Its SQL. A released script never changes.</param>
internal sealed record PostgresMigration(int Version, string Name, string Script)
{
    private const string Folder = "HmisGateway.Storage.Postgres.Migrations.";

    /// <summary>All steps in order, as they are embedded in the program.</summary>
    public static IReadOnlyList<PostgresMigration> All { get; } = Load();

    private static PostgresMigration[] Load()
    {
        Assembly assembly = typeof(PostgresMigration).Assembly;
        PostgresMigration[] migrations =
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Select(name => Read(assembly, name))
                .OrderBy(migration => migration.Version),
        ];
        for (int i = 0; i < migrations.Length; i++)
        {
            if (migrations[i].Version != i + 1)
            {
                throw new InvalidOperationException($"Migration {i + 1} is missing: {migrations[i].Name} stands in its place.");
            }
        }

        return migrations;
    }

    private static PostgresMigration Read(Assembly assembly, string resource)
    {
        string name = resource[Folder.Length..];
        using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
        return new PostgresMigration(int.Parse(name.AsSpan(1, 3), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}

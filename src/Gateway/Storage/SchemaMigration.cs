using System.Globalization;
using System.Reflection;

namespace HmisGateway.Storage;

/// <summary>One numbered step of the schema.</summary>
/// <param name="Version">Its number; the steps count from 1 without a gap.</param>
/// <param name="Name">Its file name.</param>
/// <param name="Script">Its SQL. A released script never changes.</param>
internal sealed record SchemaMigration(int Version, string Name, string Script)
{
    /// <summary>All steps of a storage in order, as they are embedded in the program.</summary>
    /// <param name="storage">A type of that storage; its scripts lie in <c>Migrations</c> beside it.</param>
    public static IReadOnlyList<SchemaMigration> Load(Type storage)
    {
        string folder = storage.Namespace + ".Migrations.";
        SchemaMigration[] migrations =
        [
            .. storage.Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Select(name => Read(storage.Assembly, name, name[folder.Length..]))
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

    /// <summary>Those that a database of a version lacks, in order.</summary>
    /// <exception cref="StorageSchemaException">The database is newer than the program.</exception>
    public static IEnumerable<SchemaMigration> After(IReadOnlyList<SchemaMigration> all, long version) => version <= all.Count
        ? all.Skip((int)version)
        : throw new StorageSchemaException(
            $"The database has schema version {version}, and this gateway knows versions up to {all.Count}: it was written by a newer gateway. Start that version, or restore a backup from before the update.");

    private static SchemaMigration Read(Assembly assembly, string resource, string name)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
        return new SchemaMigration(int.Parse(name.AsSpan(1, 3), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}

using HmisGateway.Policy.Profiles;

namespace HmisGateway.Hosting;

/// <summary>The shipped profiles and the local ones, compiled.</summary>
internal sealed class ProfileCatalog
{
    private const string ShippedPrefix = "HmisGateway.Profiles.";
    private const string Extension = ".json";

    /// <summary>How the names of schemas end; they lie beside the profiles that they describe.</summary>
    private const string SchemaExtension = ".schema.json";

    private readonly SortedDictionary<string, CatalogProfile> _profiles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private readonly List<ConfigurationProblem> _problems = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);

    private ProfileCatalog()
    {
    }

    /// <summary>Every profile that can be used, by name.</summary>
    public IReadOnlyList<VendorProfile> All => [.. _profiles.Values.Select(static p => p.Profile)];

    /// <summary>Every profile that can be used, by name, with where it comes from.</summary>
    public IReadOnlyCollection<CatalogProfile> Entries => _profiles.Values;

    /// <summary>The names of the profiles that can be used.</summary>
    public IEnumerable<string> Names => _profiles.Keys;

    /// <summary>Everything that is wrong with profiles that cannot be used.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    /// <summary>The files by the names of their profiles: what a profile may extend.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => _files;

    /// <summary>Reads and compiles the shipped profiles and those of a folder.</summary>
    /// <param name="directory">The folder of local profiles, or null.</param>
    public static ProfileCatalog Load(string? directory)
    {
        ProfileCatalog catalog = new();
        List<ProfileFile> files = [.. Shipped(), .. directory is null ? [] : catalog.Read(directory)];

        // All of them are known before the first is compiled: one may extend another whatever their order.
        foreach (ProfileFile file in files)
        {
            if (ProfileCompiler.NameOf(file.Json) is { } name)
            {
                catalog._files.TryAdd(name, file.Json);
            }
        }

        foreach (ProfileFile file in files)
        {
            catalog.Add(file);
        }

        return catalog;
    }

    /// <summary>The files of a folder that are taken for profiles, in order.</summary>
    public static IEnumerable<string> LocalFiles(string directory) => Directory.EnumerateFiles(directory, "*" + Extension)
        .Where(static file => !file.EndsWith(SchemaExtension, StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);

    /// <summary>The JSON schema of profiles, as it is shipped.</summary>
    public static byte[] Schema() => ReadResource(ShippedPrefix + "profile" + SchemaExtension);

    /// <summary>The profile with this name; null when there is none that can be used.</summary>
    public VendorProfile? TryGet(string name) => _profiles.GetValueOrDefault(name)?.Profile;

    /// <summary>True when there is a profile with this name, be it that it cannot be used; <see cref="Problems"/> says so then.</summary>
    public bool IsKnown(string name) => _profiles.ContainsKey(name) || _broken.Contains(name);

    private static IEnumerable<ProfileFile> Shipped() =>
        from resource in typeof(ProfileCatalog).Assembly.GetManifestResourceNames()
        where resource.StartsWith(ShippedPrefix, StringComparison.Ordinal) && !resource.EndsWith(SchemaExtension, StringComparison.Ordinal)
        let name = NameOf(resource[ShippedPrefix.Length..])
        select new ProfileFile(ReadResource(resource), $"shipped profile {name}", name, IsShipped: true);

    private static byte[] ReadResource(string name)
    {
        using Stream stream = typeof(ProfileCatalog).Assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static string NameOf(string file) =>
        file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? file[..^Extension.Length] : file;

    private List<ProfileFile> Read(string directory)
    {
        List<ProfileFile> files = [];
        if (!Directory.Exists(directory))
        {
            _problems.Add(new("Vendor:ProfileDirectory", $"the folder {directory} does not exist.", "Create it, or remove the setting."));
            return files;
        }

        foreach (string file in LocalFiles(directory))
        {
            try
            {
                files.Add(new ProfileFile(File.ReadAllBytes(file), file, NameOf(Path.GetFileName(file)), IsShipped: false));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                _broken.Add(NameOf(Path.GetFileName(file)));
                _problems.Add(new(file, "it cannot be read.", "Make it readable for this user."));
            }
        }

        return files;
    }

    private void Add(ProfileFile file)
    {
        switch (ProfileCompiler.Compile(file.Json, _files))
        {
            case ProfileCompilation.Compiled { Profile: { } profile } when _profiles.TryGetValue(profile.Name, out CatalogProfile? other):
                _problems.Add(new(file.Source, $"its name '{profile.Name}' is that of the {other.Source} too.", "Give it a name of its own."));
                break;
            case ProfileCompilation.Compiled { Profile: { } profile }:
                _profiles.Add(profile.Name, new CatalogProfile(profile, file.Source, file.IsShipped));
                break;
            case ProfileCompilation.Rejected { Errors: { } errors }:
                _broken.Add(file.Name);
                _problems.AddRange(errors.Select(error => new ConfigurationProblem(file.Source, error.ToString(), "")));
                break;
        }
    }

    /// <summary>A profile's file, not compiled yet.</summary>
    private sealed record ProfileFile(byte[] Json, string Source, string Name, bool IsShipped);
}

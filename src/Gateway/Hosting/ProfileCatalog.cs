using System.Reflection;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Hosting;

/// <summary>The shipped profiles and the local ones, compiled.</summary>
internal sealed class ProfileCatalog
{
    private const string ShippedPrefix = "HmisGateway.Profiles.";
    private const string Extension = ".json";

    private readonly SortedDictionary<string, CatalogProfile> _profiles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private readonly List<ConfigurationProblem> _problems = [];

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

    /// <summary>Reads and compiles the shipped profiles and those of a folder.</summary>
    /// <param name="directory">The folder of local profiles, or null.</param>
    public static ProfileCatalog Load(string? directory)
    {
        ProfileCatalog catalog = new();
        Assembly assembly = typeof(ProfileCatalog).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(static n => n.StartsWith(ShippedPrefix, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            byte[] json = new byte[stream.Length];
            stream.ReadExactly(json);
            catalog.Add(json, $"shipped profile {NameOf(resource[ShippedPrefix.Length..])}", NameOf(resource[ShippedPrefix.Length..]), isShipped: true);
        }

        if (directory is not null)
        {
            catalog.AddDirectory(directory);
        }

        return catalog;
    }

    /// <summary>The profile with this name; null when there is none that can be used.</summary>
    public VendorProfile? TryGet(string name) => _profiles.GetValueOrDefault(name)?.Profile;

    /// <summary>True when there is a profile with this name, be it that it cannot be used; <see cref="Problems"/> says so then.</summary>
    public bool IsKnown(string name) => _profiles.ContainsKey(name) || _broken.Contains(name);

    private static string NameOf(string file) =>
        file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? file[..^Extension.Length] : file;

    private void AddDirectory(string directory)
    {
        if (!Directory.Exists(directory))
        {
            _problems.Add(new("Vendor:ProfileDirectory", $"the folder {directory} does not exist.", "Create it, or remove the setting."));
            return;
        }

        foreach (string file in Directory.EnumerateFiles(directory, "*" + Extension).Order(StringComparer.Ordinal))
        {
            try
            {
                Add(File.ReadAllBytes(file), file, NameOf(Path.GetFileName(file)), isShipped: false);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                _broken.Add(NameOf(Path.GetFileName(file)));
                _problems.Add(new(file, "it cannot be read.", "Make it readable for this user."));
            }
        }
    }

    private void Add(byte[] json, string source, string fileName, bool isShipped)
    {
        switch (ProfileCompiler.Compile(json))
        {
            case ProfileCompilation.Compiled { Profile: { } profile } when _profiles.TryGetValue(profile.Name, out CatalogProfile? other):
                _problems.Add(new(source, $"its name '{profile.Name}' is that of the {other.Source} too.", "Give it a name of its own."));
                break;
            case ProfileCompilation.Compiled { Profile: { } profile }:
                _profiles.Add(profile.Name, new CatalogProfile(profile, source, isShipped));
                break;
            case ProfileCompilation.Rejected { Errors: { } errors }:
                _broken.Add(fileName);
                _problems.AddRange(errors.Select(error => new ConfigurationProblem(source, error.ToString(), "")));
                break;
        }
    }
}

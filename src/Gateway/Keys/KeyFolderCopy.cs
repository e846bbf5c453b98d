using System.Security.Cryptography;
using System.Text.RegularExpressions;
using HmisGateway.Storage;

namespace HmisGateway.Keys;

/// <summary>Takes the files out of a key folder, and puts them back.</summary>
internal static partial class KeyFolderCopy
{
    private const string IndexName = "keyring.json";

    /// <summary>Every file of a folder that is whole.</summary>
    /// <exception cref="InvalidDataException">A file is missing or is not what it should be.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<KeyFolderFile> Take(string directory)
    {
        Check(directory);
        return
        [
            .. Directory.GetFiles(directory).Select(static path => Path.GetFileName(path)).Where(static name => KnownName().IsMatch(name))
                .Order(StringComparer.Ordinal).Select(name => new KeyFolderFile(name, File.ReadAllBytes(Path.Combine(directory, name)))),
        ];
    }

    /// <summary>Writes the files, the index last. A folder that holds another key is left as it is; one that was cut off goes on.</summary>
    /// <exception cref="InvalidDataException">The files are not those of a key folder.</exception>
    /// <exception cref="IOException">The folder holds other keys, or cannot be written.</exception>
    public static void PutBack(string directory, IReadOnlyList<KeyFolderFile> files)
    {
        if (files.Any(static file => !KnownName().IsMatch(file.Name)))
        {
            throw new InvalidDataException("The recovery file names a file that does not belong into a key folder.");
        }

        if (FindOther(directory, files) is { } other)
        {
            throw new IOException($"{directory} holds {other}, which is not of this recovery file. Nothing was written: empty the folder first, or name another one.");
        }

        PrivateFiles.CreateFolder(directory);
        foreach (KeyFolderFile file in files.OrderBy(static file => file.Name == IndexName).Where(file => !File.Exists(Path.Combine(directory, file.Name))))
        {
            PrivateFiles.Create(Path.Combine(directory, file.Name), file.Content);
        }

        Check(directory);
    }

    /// <summary>A key file of the folder that differs from what would be written, or null.</summary>
    private static string? FindOther(string directory, IReadOnlyList<KeyFolderFile> files) => !Directory.Exists(directory)
        ? null
        : Directory.GetFiles(directory).Select(static path => Path.GetFileName(path)).FirstOrDefault(name =>
            KnownName().IsMatch(name)
            && !(files.FirstOrDefault(file => file.Name == name) is { } same
                && CryptographicOperations.FixedTimeEquals(same.Content, File.ReadAllBytes(Path.Combine(directory, name)))));

    private static void Check(string directory)
    {
        KeyFolder folder = new(directory);
        if (folder.FindMissing() is { Count: > 0 } missing)
        {
            throw new InvalidDataException($"{directory} does not hold {string.Join(", ", missing)}.");
        }

        folder.Read().Dispose();
    }

    [GeneratedRegex(@"^(kek-[0-9a-z]{1,64}|pseudonym|agency-key-pepper)\.key$|^keyring\.json$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex KnownName();
}

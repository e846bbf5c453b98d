using System.Security.Cryptography;
using System.Text.Json;
using HmisGateway.Faults;
using HmisGateway.Storage;

namespace HmisGateway.Keys;

/// <summary>
/// The folder of the key files: <c>kek-ID.key</c> for each key-encryption key, <c>pseudonym.key</c>, <c>agency-key-pepper.key</c>, and
/// <c>keyring.json</c>; and <c>storage.used</c>, by which it remembers that a storage was written with them. It is written when it is
/// created, when it is first used and when a key is rotated; for everything else a read-only mount will do.
/// </summary>
internal sealed class KeyFolder(string directory)
{
    private const string IndexName = "keyring.json";
    private const string PseudonymName = "pseudonym.key";
    private const string PepperName = "agency-key-pepper.key";
    private const string UsedName = "storage.used";
    private const string KekPattern = "kek-*.key";
    private const int MaxFileLength = 4_096;

    /// <summary>The folder.</summary>
    public string Directory => directory;

    /// <summary>True when the folder does not exist or holds no key file.</summary>
    public bool IsEmpty =>
        !System.IO.Directory.Exists(directory)
        || (System.IO.Directory.GetFiles(directory, "*.key").Length == 0 && !File.Exists(PathOf(IndexName)));

    /// <summary>Names of the files that must be there and are not.</summary>
    public IReadOnlyList<string> FindMissing()
    {
        List<string> missing = [.. new[] { IndexName, PseudonymName, PepperName }.Where(name => !File.Exists(PathOf(name)))];
        if (File.Exists(PathOf(IndexName)) && KekName(ReadIndex().CurrentKeyEncryptionKey) is { } current && !File.Exists(PathOf(current)))
        {
            missing.Add(current);
        }

        return missing;
    }

    /// <summary>Makes new keys. The folder must be empty.</summary>
    /// <exception cref="IOException">The folder cannot be written, or is not empty.</exception>
    public void Create(DateTimeOffset now)
    {
        PrivateFiles.CreateFolder(directory);
        string kek = WriteKey(KeyPurpose.KeyEncryption, KekName, now);
        WriteKey(KeyPurpose.Pseudonym, _ => PseudonymName, now);
        WriteKey(KeyPurpose.AgencyKeyPepper, _ => PepperName, now);
        PrivateFiles.Create(PathOf(IndexName), IndexOf(kek));
    }

    /// <summary>True when a storage has been written with these keys.</summary>
    public bool WasUsed => File.Exists(PathOf(UsedName));

    /// <summary>Remembers that a storage was written with these keys. A folder that cannot be written remembers nothing.</summary>
    public void NoteUse()
    {
        if (WasUsed)
        {
            return;
        }

        try
        {
            PrivateFiles.Create(PathOf(UsedName), "A storage was written with these keys. If it is really gone, delete this file to start with an empty one.\n"u8);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A read-only mount: the keys are the same, only the warning before an empty storage is lost.
        }
    }

    /// <summary>Makes another key-encryption key; its file is durable when this returns. It is not the current one yet.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not write there.</exception>
    public KeyMaterial AddKeyEncryptionKey(DateTimeOffset now) =>
        ReadKey(KekName(WriteKey(KeyPurpose.KeyEncryption, KekName, now)), KeyPurpose.KeyEncryption);

    /// <summary>Names the key-encryption key that wraps from now on, in one step.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void MakeCurrent(string kekId) => PrivateFiles.Replace(PathOf(IndexName), IndexOf(kekId));

    /// <summary>Reads all keys.</summary>
    /// <exception cref="InvalidDataException">A file is not what it should be; the message names it.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not read a file.</exception>
    public KeySet Read()
    {
        string current = KekName(ReadIndex().CurrentKeyEncryptionKey);
        IEnumerable<string> older = System.IO.Directory.GetFiles(directory, KekPattern).Select(path => Path.GetFileName(path))
            .Where(name => name != current).Order(StringComparer.Ordinal);
        List<KeyMaterial> keys = [];
        try
        {
            keys.Add(ReadKey(PseudonymName, KeyPurpose.Pseudonym));
            keys.Add(ReadKey(PepperName, KeyPurpose.AgencyKeyPepper));
            keys.AddRange(older.Prepend(current).Select(name => ReadKey(name, KeyPurpose.KeyEncryption)));
            return new KeySet(keys[2..], keys[0], keys[1]);
        }
        catch
        {
            keys.ForEach(key => key.Dispose());
            throw;
        }
    }

    private static byte[] IndexOf(string kekId) =>
        JsonSerializer.SerializeToUtf8Bytes(new KeyFolderIndex { CurrentKeyEncryptionKey = kekId }, KeyFileJson.Default.KeyFolderIndex);

    private static string KekName(string id) => $"kek-{id}.key";

    private string PathOf(string name) => Path.Combine(directory, name);

    private string WriteKey(string purpose, Func<string, string> name, DateTimeOffset now)
    {
        byte[] key = RandomNumberGenerator.GetBytes(KeyMaterial.Length);
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        KeyFile file = new() { Purpose = purpose, Id = id, CreatedAt = now, Key = key };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(file, KeyFileJson.Default.KeyFile);
        try
        {
            PrivateFiles.Create(PathOf(name(id)), json);
            return id;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(json);
        }
    }

    private KeyMaterial ReadKey(string name, string purpose)
    {
        byte[] json = ReadFile(name);
        byte[]? key = null;
        try
        {
            KeyFile? file = JsonSerializer.Deserialize(json, KeyFileJson.Default.KeyFile);
            key = file?.Key;
            return file is { Key.Length: KeyMaterial.Length, Id.Length: > 0 } && file.Purpose == purpose
                ? new KeyMaterial(purpose, file.Id, file.Key)
                : throw new InvalidDataException($"{name} is not a key file for {purpose} with a key of {KeyMaterial.Length} bytes.");
        }
        catch (JsonException)
        {
            // The parser's message could quote the file.
            throw new InvalidDataException($"{name} is not a key file: its JSON cannot be read.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private KeyFolderIndex ReadIndex()
    {
        try
        {
            KeyFolderIndex? index = JsonSerializer.Deserialize(ReadFile(IndexName), KeyFileJson.Default.KeyFolderIndex);
            return index is { CurrentKeyEncryptionKey.Length: > 0 } && index.CurrentKeyEncryptionKey.All(char.IsAsciiLetterOrDigit)
                ? index
                : throw new InvalidDataException($"{IndexName} does not name the current key-encryption key.");
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"{IndexName} cannot be read as JSON.");
        }
    }

    private byte[] ReadFile(string name)
    {
        FaultPoint.Pass(FaultOperation.FileRead);
        using FileStream stream = new(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (stream.Length > MaxFileLength)
        {
            throw new InvalidDataException($"{name} is too long for a key file.");
        }

        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}

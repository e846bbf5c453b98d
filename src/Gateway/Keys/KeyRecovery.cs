using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HmisGateway.Keys;

/// <summary>
/// The recovery file: every file of the key folder, sealed with a passphrase. PBKDF2 with HMAC-SHA-256 makes the key, AES-256-GCM
/// seals, and the plain members of the file are bound to what is sealed.
/// </summary>
/// <remarks>Argon2 would cost an attacker more; the .NET base library does not have it, and a recovery must need nothing else.</remarks>
internal static class KeyRecovery
{
    /// <summary>The shortest passphrase, in characters.</summary>
    public const int MinPassphraseLength = 12;

    /// <summary>How often the passphrase is hashed. Source: OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256.</summary>
    public const int Iterations = 600_000;

    private const int MaxIterations = 100_000_000;
    private const int SaltLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Seals the files.</summary>
    /// <param name="files">Every file of the key folder.</param>
    /// <param name="passphrase">At least <see cref="MinPassphraseLength"/> characters.</param>
    /// <param name="now">The time that the file names.</param>
    /// <returns>The recovery file, JSON.</returns>
    public static byte[] Seal(IReadOnlyList<KeyFolderFile> files, string passphrase, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(passphrase.Length, MinPassphraseLength);
        RecoveryFile unsealed = new()
        {
            Format = RecoveryFile.FormatName,
            Version = RecoveryFile.CurrentVersion,
            CreatedAt = now,
            Kdf = RecoveryFile.KdfName,
            Iterations = Iterations,
            Salt = RandomNumberGenerator.GetBytes(SaltLength),
            Cipher = RecoveryFile.CipherName,
            Nonce = RandomNumberGenerator.GetBytes(NonceLength),
            Tag = new byte[TagLength],
            Content = [],
        };
        byte[] plain = JsonSerializer.SerializeToUtf8Bytes(files, KeyFileJson.Default.IReadOnlyListKeyFolderFile);
        byte[] key = KeyOf(passphrase, unsealed);
        try
        {
            byte[] content = new byte[plain.Length];
            using AesGcm cipher = new(key, TagLength);
            cipher.Encrypt(unsealed.Nonce, plain, content, unsealed.Tag, BindingOf(unsealed));
            return JsonSerializer.SerializeToUtf8Bytes(unsealed with { Content = content }, KeyFileJson.Default.RecoveryFile);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Opens a recovery file.</summary>
    /// <exception cref="InvalidDataException">It is not a recovery file of a version that is known, or not with this passphrase.</exception>
    public static IReadOnlyList<KeyFolderFile> Open(ReadOnlySpan<byte> file, string passphrase)
    {
        RecoveryFile recovery = Read(file);
        byte[] key = KeyOf(passphrase, recovery);
        byte[] plain = new byte[recovery.Content.Length];
        try
        {
            using AesGcm cipher = new(key, TagLength);
            cipher.Decrypt(recovery.Nonce, recovery.Content, recovery.Tag, plain, BindingOf(recovery));
            return JsonSerializer.Deserialize(plain, KeyFileJson.Default.IReadOnlyListKeyFolderFile) ?? throw new JsonException();
        }
        catch (CryptographicException)
        {
            throw new InvalidDataException("The passphrase is not the one of this recovery file, or the file was changed.");
        }
        catch (JsonException)
        {
            throw new InvalidDataException("The recovery file holds something else than key files.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static RecoveryFile Read(ReadOnlySpan<byte> file)
    {
        RecoveryFile? recovery;
        try
        {
            recovery = JsonSerializer.Deserialize(file, KeyFileJson.Default.RecoveryFile);
        }
        catch (JsonException)
        {
            recovery = null;
        }

        return recovery switch
        {
            { Format: not RecoveryFile.FormatName } or null => throw new InvalidDataException("This is not a recovery file."),
            { Version: not RecoveryFile.CurrentVersion } => throw new InvalidDataException(
                $"The recovery file has version {recovery.Version}; this gateway reads version {RecoveryFile.CurrentVersion}."),
            {
                Kdf: RecoveryFile.KdfName, Cipher: RecoveryFile.CipherName, Iterations: >= Iterations and <= MaxIterations,
                Salt.Length: SaltLength, Nonce.Length: NonceLength, Tag.Length: TagLength
            } => recovery,
            _ => throw new InvalidDataException("The recovery file was changed: its plain members are not those of its version."),
        };
    }

    private static byte[] KeyOf(string passphrase, RecoveryFile recovery)
    {
        // Composed and decomposed letters look the same to who types them.
        byte[] typed = Encoding.UTF8.GetBytes(passphrase.Normalize(NormalizationForm.FormC));
        try
        {
            return Rfc2898DeriveBytes.Pbkdf2(typed, recovery.Salt, recovery.Iterations, HashAlgorithmName.SHA256, KeyMaterial.Length);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(typed);
        }
    }

    private static byte[] BindingOf(RecoveryFile recovery) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{recovery.Format}\0{recovery.Version}\0{recovery.CreatedAt.UtcTicks}\0{recovery.Kdf}\0{recovery.Iterations}\0{recovery.Cipher}"));
}

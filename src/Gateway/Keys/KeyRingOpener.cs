using System.Security.Cryptography;

namespace HmisGateway.Keys;

/// <summary>
/// Opens the key ring for a storage. New keys are made only when the folder is empty and the storage has never been used: with new
/// keys, an existing storage could neither be read nor find its No Sharing clients.
/// </summary>
internal static class KeyRingOpener
{
    /// <summary>Opens the keys in <paramref name="directory"/>, or creates them for a new storage.</summary>
    public static async ValueTask<KeyRingOpening> OpenAsync(
        string directory, IAgencyKeyStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        KeyFolder folder = new(directory);
        KeyStoreContent content = await store.ReadAsync(cancellationToken);
        if (content is { Checks.Count: 0, HoldsData: true })
        {
            return new KeyRingOpening.Refused(
                KeyRingFault.StorageChanged, "The storage holds data, but not the values by which it recognises its keys: it was changed. Restore a backup.");
        }

        bool isNew = folder.IsEmpty;
        if (isNew && content.Checks.Count > 0)
        {
            return new KeyRingOpening.Refused(
                KeyRingFault.KeysMissing,
                $"The storage was written with keys, and {directory} holds none. Put the key files back from their backup, or correct Keys:Directory. No new keys were made: they could not open the storage.");
        }

        if (!isNew && content.Checks.Count == 0 && folder.WasUsed)
        {
            return new KeyRingOpening.Refused(
                KeyRingFault.StorageMissing,
                $"The storage is empty, and the keys in {directory} were used with another one: the database was deleted, or Storage:DataDirectory (or Storage:ConnectionString) names another one. Put the database back, or restore a backup. Only to start with an empty storage, delete storage.used in the key folder.");
        }

        try
        {
            if (isNew)
            {
                folder.Create(time.GetUtcNow());
            }

            return folder.FindMissing() is { Count: > 0 } missing
                ? new KeyRingOpening.Refused(KeyRingFault.KeysIncomplete, ExplainMissing(directory, missing, content))
                : await OpenAsync(folder, isNew, content, store, time, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new KeyRingOpening.Refused(
                KeyRingFault.KeyFileUnreadable, $"The keys in {directory} cannot be used: {exception.Message} Correct the file or its permissions, or put it back from its backup.");
        }
    }

    private static async ValueTask<KeyRingOpening> OpenAsync(
        KeyFolder folder, bool isNew, KeyStoreContent content, IAgencyKeyStore store, TimeProvider time, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The key ring owns them; without one they are disposed below.
        KeySet keys = folder.Read();
#pragma warning restore CA2000
        bool isOpened = false;
        try
        {
            if (FindWrong(keys, content) is { } problem)
            {
                return new KeyRingOpening.Refused(KeyRingFault.WrongKeys, problem);
            }

            HashSet<string> known = [.. content.Checks.Select(check => check.KeyId)];
            KeyCheck[] added = [.. keys.All.Select(key => key.Check()).Where(check => !known.Contains(check.KeyId))];
            if (added.Length > 0)
            {
                await store.AddChecksAsync(added, cancellationToken);

                // Another replica that started at the same moment may have been first, with other keys.
                content = await store.ReadAsync(cancellationToken);
                if (FindWrong(keys, content) is { } other)
                {
                    return new KeyRingOpening.Refused(KeyRingFault.WrongKeys, other);
                }
            }

            folder.NoteUse();

#pragma warning disable CA2000 // The caller owns it.
            KeyRingOpening.Opened opened = new(new KeyRing(keys, folder, store, content.Keys, time), isNew);
#pragma warning restore CA2000
            isOpened = true;
            return opened;
        }
        catch (CryptographicException)
        {
            return new KeyRingOpening.Refused(
                KeyRingFault.StorageChanged, "The key of an agency cannot be opened with the right key-encryption key: the storage was changed. Restore a backup.");
        }
        finally
        {
            if (!isOpened)
            {
                keys.Dispose();
            }
        }
    }

    private static string? FindWrong(KeySet keys, KeyStoreContent content)
    {
        if (content.Checks.Count == 0)
        {
            return null;
        }

        Dictionary<string, KeyCheck> checks = content.Checks.ToDictionary(check => check.KeyId, StringComparer.Ordinal);
        foreach (KeyMaterial key in keys.All)
        {
            KeyCheck actual = key.Check();
            bool isKnown = checks.TryGetValue(key.Id, out KeyCheck? expected);
            bool mayBeNew = key.Purpose == KeyPurpose.KeyEncryption;
            if (isKnown ? !CryptographicOperations.FixedTimeEquals(expected!.Value, actual.Value) : !mayBeNew)
            {
                return $"The {key.Purpose} key {key.Id} is not the one that the storage was written with. Keys:Directory belongs to another installation, or a file was replaced: put the right key files back.";
            }
        }

        HashSet<string> present = [.. keys.KeyEncryption.Select(key => key.Id)];
        return content.Keys.FirstOrDefault(wrapped => !present.Contains(wrapped.KekId)) is { } lost
            ? $"The file kek-{lost.KekId}.key is missing; keys of agencies are wrapped with it. Put it back from its backup."
            : null;
    }

    private static string ExplainMissing(string directory, IReadOnlyList<string> missing, KeyStoreContent content)
    {
        string remedy = content.Checks.Count == 0
            ? "The storage is new and does not need these keys: if no other installation does, empty the folder and start again."
            : "Put the missing files back from their backup.";
        return $"{directory} holds some key files, but not {string.Join(", ", missing)}. {remedy}";
    }
}

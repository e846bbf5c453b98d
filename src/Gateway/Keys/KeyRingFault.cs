namespace HmisGateway.Keys;

/// <summary>Why a key ring was not opened.</summary>
internal enum KeyRingFault
{
    /// <summary>The storage was written with keys, and the folder holds none.</summary>
    KeysMissing,

    /// <summary>The folder holds some of the key files, not all.</summary>
    KeysIncomplete,

    /// <summary>A file of the folder cannot be read, or is not a key file.</summary>
    KeyFileUnreadable,

    /// <summary>The keys are not those that the storage was written with.</summary>
    WrongKeys,

    /// <summary>The keys were used with a storage, and this one is empty.</summary>
    StorageMissing,

    /// <summary>The storage holds data and no check values: it was changed.</summary>
    StorageChanged,
}

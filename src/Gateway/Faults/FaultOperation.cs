namespace HmisGateway.Faults;

/// <summary>What is about to happen at a fault point.</summary>
internal enum FaultOperation
{
    /// <summary>A database session is opened.</summary>
    DatabaseOpen,

    /// <summary>A statement is prepared.</summary>
    DatabasePrepare,

    /// <summary>A transaction begins.</summary>
    DatabaseBegin,

    /// <summary>A statement moves one step: it reads a row or changes rows in the cache.</summary>
    DatabaseStep,

    /// <summary>A transaction is committed: what it wrote goes to the disk.</summary>
    DatabaseCommit,

    /// <summary>A commit has returned. A fault here is a commit that is durable and reported as failed.</summary>
    DatabaseCommitted,

    /// <summary>The log of the database is taken into it.</summary>
    DatabaseCheckpoint,

    /// <summary>A file is locked.</summary>
    FileLock,

    /// <summary>A file is read.</summary>
    FileRead,

    /// <summary>A file is made, written or renamed.</summary>
    FileWrite,

    /// <summary>A file or a folder is synced.</summary>
    FileSync,

    /// <summary>A permit is about to be asked for: the request is decided.</summary>
    PermitGrant,

    /// <summary>A permit was granted, and the registry is about to be read again.</summary>
    PermitGranted,

    /// <summary>A connection to the vendor is opened.</summary>
    VendorConnect,

    /// <summary>Bytes go to the vendor.</summary>
    VendorSend,

    /// <summary>Bytes of the vendor are awaited.</summary>
    VendorReceive,

    /// <summary>Bytes of the agency system are awaited.</summary>
    AgencyReceive,

    /// <summary>An answer goes to the agency system.</summary>
    AgencySend,

    /// <summary>A keyed digest is computed.</summary>
    KeyDigest,

    /// <summary>A value is sealed.</summary>
    KeySeal,

    /// <summary>A sealed value is opened.</summary>
    KeyOpen,
}

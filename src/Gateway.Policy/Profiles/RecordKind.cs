namespace HmisGateway.Policy.Profiles;

/// <summary>What kind of record a route writes.</summary>
public enum RecordKind
{
    /// <summary>The client's own record.</summary>
    Client,

    /// <summary>A project entry.</summary>
    Enrollment,

    /// <summary>A project exit.</summary>
    Exit,

    /// <summary>A service or bed night.</summary>
    Service,

    /// <summary>A case note.</summary>
    Note,

    /// <summary>A file or photo.</summary>
    Attachment,

    /// <summary>An assessment, event or other program-specific data.</summary>
    Assessment,

    /// <summary>A Release of Information kept in HMIS.</summary>
    Roi,

    /// <summary>A household.</summary>
    Household,

    /// <summary>Anything else.</summary>
    Other,
}

namespace HmisGateway.Policy.Profiles;

/// <summary>What a route does.</summary>
public enum Operation
{
    /// <summary>Creates a record.</summary>
    Create,

    /// <summary>Changes a record.</summary>
    Update,

    /// <summary>Deletes a record.</summary>
    Delete,

    /// <summary>Reads.</summary>
    Read,

    /// <summary>Searches; the request may carry identities.</summary>
    Search,

    /// <summary>Writes many records at once.</summary>
    Bulk,

    /// <summary>Obtains or ends a session; carries no client data.</summary>
    Auth,
}

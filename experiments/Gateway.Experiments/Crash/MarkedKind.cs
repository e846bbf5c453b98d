namespace HmisGateway.Experiments.Crash;

/// <summary>What a request of the load is for.</summary>
internal enum MarkedKind
{
    /// <summary>A write about a client with Full Sharing that teaches an id.</summary>
    Create,

    /// <summary>A write about a client with Full Sharing.</summary>
    Update,

    /// <summary>A write about a client with No Sharing.</summary>
    Withheld,

    /// <summary>A form recorded through the agency API.</summary>
    Form,

    /// <summary>A read.</summary>
    Read,
}

namespace HmisGateway.Telemetry;

/// <summary>What became of a look at the profile files.</summary>
internal enum ProfileReloadResult
{
    /// <summary>They say what is in force.</summary>
    Unchanged,

    /// <summary>Changed profiles are in force.</summary>
    Loaded,

    /// <summary>They cannot be used.</summary>
    Refused,

    /// <summary>The ledger could not take the change.</summary>
    Failed,
}

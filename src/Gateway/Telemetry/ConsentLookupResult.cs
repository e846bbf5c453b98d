namespace HmisGateway.Telemetry;

/// <summary>How a look into the registry ended.</summary>
internal enum ConsentLookupResult
{
    /// <summary>At least one of the references leads to a person.</summary>
    Hit,

    /// <summary>None of them does.</summary>
    Miss,

    /// <summary>The registry could not be used.</summary>
    Error,
}

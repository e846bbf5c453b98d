namespace HmisGateway.Telemetry;

/// <summary>What became of a request that was to be kept offline.</summary>
internal enum QueueingResult
{
    /// <summary>It is durable, as a new item.</summary>
    Stored,

    /// <summary>It joined an equal item.</summary>
    Deduplicated,

    /// <summary>It could not be kept, and the agency was told so.</summary>
    Failed,
}

namespace HmisGateway.Cli;

/// <summary>How a verb prints data.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs: one JSON document.</summary>
    Json,
}

namespace HmisGateway.Management;

/// <summary>The clients of an agency whose data waits for a ROI. Personal data.</summary>
/// <param name="ClientIds">The agency's own client ids, the one that waits longest first.</param>
internal sealed record MissingRois(IReadOnlyList<string> ClientIds)
{
    /// <summary>The number only.</summary>
    public override string ToString() => $"{ClientIds.Count} clients";
}

namespace HmisGateway.Cli;

/// <summary>What would happen to captured traffic. Holds no personal data.</summary>
/// <param name="Requests">How many requests were decided.</param>
/// <param name="Skipped">How many were sent to other hosts than the vendor's, and were left out.</param>
/// <param name="Forward">How many would be forwarded.</param>
/// <param name="Divert">How many would not.</param>
/// <param name="Reasons">Why not, the most frequent first.</param>
/// <param name="Items">Each request.</param>
internal sealed record ReplayReport(
    int Requests, int Skipped, int Forward, int Divert, IReadOnlyList<ReplayReason> Reasons, IReadOnlyList<ReplayedRequest> Items);

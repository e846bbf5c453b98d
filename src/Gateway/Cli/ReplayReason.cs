namespace HmisGateway.Cli;

/// <summary>How many captured requests would not be forwarded for one reason.</summary>
/// <param name="Code">The code that the agency would be told.</param>
/// <param name="Reason">The precise reason, where it may be told.</param>
/// <param name="Count">How many.</param>
internal sealed record ReplayReason(string Code, string? Reason, int Count);

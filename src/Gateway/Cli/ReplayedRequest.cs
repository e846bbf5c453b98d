namespace HmisGateway.Cli;

/// <summary>What would happen to one captured request. Holds no personal data.</summary>
/// <param name="Index">Its place in the file, from 0.</param>
/// <param name="Method">The method.</param>
/// <param name="Rule">The rule that covers it; null when none does.</param>
/// <param name="Decision"><c>forward</c> or <c>divert</c>.</param>
/// <param name="Code">For a divert: the code that the agency would be told.</param>
/// <param name="Reason">For a divert: the precise reason, where it may be told.</param>
internal sealed record ReplayedRequest(int Index, string Method, string? Rule, string Decision, string? Code, string? Reason);

namespace HmisGateway.Policy.Profiles.Drafting;

/// <summary>A profile that was proposed from requests.</summary>
/// <param name="Json">The file; null when no rule could be proposed.</param>
/// <param name="Requests">From how many requests.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="LeftOut">What was left out, and why, without a piece of a request.</param>
public sealed record ProfileDraft(byte[]? Json, int Requests, int Rules, IReadOnlyList<string> LeftOut);

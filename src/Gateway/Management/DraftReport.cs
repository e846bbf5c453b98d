using System.Text.Json;

namespace HmisGateway.Management;

/// <summary>A profile that was drafted from requests. Holds no personal data.</summary>
/// <param name="Profile">The profile; null when there was nothing to draft from.</param>
/// <param name="Requests">From how many requests.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="LeftOut">What was left out, and why.</param>
internal sealed record DraftReport(JsonElement? Profile, int Requests, int Rules, IReadOnlyList<string> LeftOut);

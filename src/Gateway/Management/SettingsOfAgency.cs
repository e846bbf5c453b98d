namespace HmisGateway.Management;

/// <summary>What is to be set about an agency.</summary>
/// <param name="Refusal"><c>problem</c> or <c>vendor</c>.</param>
internal sealed record SettingsOfAgency(string? Refusal);

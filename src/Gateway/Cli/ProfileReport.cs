using HmisGateway.Policy.Profiles;

namespace HmisGateway.Cli;

/// <summary>What the check of a profile found.</summary>
/// <param name="Name">Its name; null when it cannot be used.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="Errors">What is wrong with it.</param>
internal sealed record ProfileReport(string? Name, int Rules, IReadOnlyList<ProfileError> Errors);

using HmisGateway.Policy.Profiles;
using HmisGateway.Profiles;

namespace HmisGateway.Cli;

/// <summary>What the check of a profile found.</summary>
/// <param name="Name">Its name; null when it cannot be used.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="Errors">What is wrong with it.</param>
/// <param name="Coverage">What it covers of the vendor's OpenAPI document; null when none was named, or it cannot be used.</param>
internal sealed record ProfileReport(string? Name, int Rules, IReadOnlyList<ProfileError> Errors, ProfileCoverage? Coverage);

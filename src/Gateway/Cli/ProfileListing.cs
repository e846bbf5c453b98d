namespace HmisGateway.Cli;

/// <summary>A profile as it is listed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="Source"><c>shipped</c>, or its file.</param>
/// <param name="Hash">SHA-256 of the file.</param>
/// <param name="Description">What it describes.</param>
internal sealed record ProfileListing(string Name, int Rules, string Source, string Hash, string Description);

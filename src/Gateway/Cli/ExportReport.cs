namespace HmisGateway.Cli;

/// <summary>What an export wrote.</summary>
/// <param name="Items">Items written.</param>
/// <param name="Skipped">Erased items, whose content is gone.</param>
/// <param name="Directory">The folder.</param>
internal sealed record ExportReport(int Items, int Skipped, string Directory);

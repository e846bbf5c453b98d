using System.IO.Compression;

namespace HmisGateway.Cli;

/// <summary>A HUD CSV export: a zip with one file for each table, in whatever folder.</summary>
internal sealed class HudExport(Stream file) : IDisposable
{
    private readonly ZipArchive _archive = new(file, ZipArchiveMode.Read, leaveOpen: true);

    /// <summary>Opens a table; null when the export has none.</summary>
    /// <param name="name">Its file name, e.g. <c>Client.csv</c>.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <param name="required">Columns that it must have.</param>
    /// <exception cref="InvalidDataException">It stands there twice, or is not a table of an export.</exception>
    public async Task<HudTable?> OpenAsync(string name, CancellationToken cancellationToken, params string[] required)
    {
        ZipArchiveEntry[] found = [.. _archive.Entries.Where(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Take(2)];
        return found switch
        {
            [] => null,
            [var entry] => await HudTable.OpenAsync(await entry.OpenAsync(cancellationToken), name, cancellationToken, required),
            _ => throw new InvalidDataException($"The zip has several files named {name}."),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();
}

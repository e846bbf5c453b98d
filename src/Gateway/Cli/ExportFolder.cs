using System.Text.Json;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary>The folder of an export: one file for each content and an index, readable by their owner only.</summary>
internal sealed class ExportFolder : IAsyncDisposable
{
    private const string IndexFile = "index.jsonl";
    private static readonly byte[] LineEnd = "\n"u8.ToArray();
    private readonly string _directory;
    private readonly FileStream _index;

    private ExportFolder(string directory)
    {
        _directory = directory;
        _index = Create(IndexFile);
    }

    /// <summary>Creates the folder.</summary>
    /// <returns>Null when there is something in it: an export never mixes with another.</returns>
    public static ExportFolder? Open(string directory)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            return null;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new ExportFolder(directory);
    }

    /// <summary>Writes one item.</summary>
    public async Task WriteAsync(RevealedItem revealed, CancellationToken cancellationToken)
    {
        string file = revealed.Item.Receipt + ExtensionOf(revealed);
        await using (FileStream content = Create(file))
        {
            await content.WriteAsync(revealed.Content, cancellationToken);
        }

        ExportIndexEntry entry = new(
            revealed.Item,
            revealed.ClientIds,
            revealed.Vendor,
            revealed.Method,
            revealed.Target,
            revealed.ContentType,
            revealed.ContentEncoding,
            revealed.Headers,
            file);
        await JsonSerializer.SerializeAsync(_index, entry, ManagementJson.Default.ExportIndexEntry, cancellationToken);
        await _index.WriteAsync(LineEnd, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _index.DisposeAsync();

    // The content is the original, so an encoded one must not be taken for what it is when decoded.
    private static string ExtensionOf(RevealedItem revealed) =>
        revealed.ContentEncoding is null && revealed.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true
            ? ".json"
            : ".bin";

    private FileStream Create(string file)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(_directory, file), options);
    }
}

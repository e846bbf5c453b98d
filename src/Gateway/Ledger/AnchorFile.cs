using System.Text.Json;
using HmisGateway.Storage;

namespace HmisGateway.Ledger;

/// <summary>An anchor in a file of this machine, one line of JSON after the other.</summary>
internal sealed class AnchorFile(string path) : IAnchorLines
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _endIsChecked;

    /// <inheritdoc/>
    public string Place => path;

    /// <inheritdoc/>
    public Task CreateAsync() => InTurnAsync(() =>
    {
        PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            PrivateFiles.Create(path, []);
        }
    });

    /// <inheritdoc/>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        await using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>Adds lines; they are durable when the task completes. A file that is gone is not made again.</summary>
    /// <exception cref="IOException">They could not be added; some may have been.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not write it.</exception>
    public Task AppendAsync(IReadOnlyList<AnchorLine> lines) => InTurnAsync(() => Append(lines));

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task InTurnAsync(Action change)
    {
        await _turn.WaitAsync();
        try
        {
            await Task.Run(change);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Append(IReadOnlyList<AnchorLine> lines)
    {
        using MemoryStream text = new();
        if (!_endIsChecked && File.Exists(path) && EndsInLine())
        {
            text.WriteByte((byte)'\n');
        }

        foreach (AnchorLine line in lines)
        {
            JsonSerializer.Serialize(text, line, AnchorJson.Default.AnchorLine);
            text.WriteByte((byte)'\n');
        }

        // Until it has succeeded, the last attempt may have left half a line.
        _endIsChecked = false;
        AppendedFile.Append(path, text.GetBuffer().AsSpan(0, (int)text.Length));
        _endIsChecked = true;
    }

    private bool EndsInLine()
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return stream.Length > 0 && stream.Seek(-1, SeekOrigin.End) >= 0 && stream.ReadByte() != '\n';
    }
}

using System.Text.Json;
using HmisGateway.Storage;

namespace HmisGateway.Ledger;

/// <summary>The file of an anchor: lines of JSON that are only ever added. Used under the lock of <see cref="LedgerAnchor"/>.</summary>
internal sealed class AnchorFile(string path)
{
    private bool _endIsChecked;

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>True when it is there.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>Makes the file; nothing when it is there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Create()
    {
        PrivateFiles.CreateFolder(System.IO.Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            PrivateFiles.Create(path, []);
        }
    }

    /// <summary>All of it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public string Read()
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Adds lines; they are durable when this returns. A file that is gone is not made again.</summary>
    /// <exception cref="IOException">They could not be added; some may have been.</exception>
    public void Append(IReadOnlyList<AnchorLine> lines)
    {
        using MemoryStream text = new();
        if (!_endIsChecked && Exists && EndsInLine())
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

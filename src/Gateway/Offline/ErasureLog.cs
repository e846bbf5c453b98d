using System.Text.Json;
using HmisGateway.Hosting;
using HmisGateway.Ledger;
using HmisGateway.Storage;
using Microsoft.Extensions.Options;

namespace HmisGateway.Offline;

/// <summary>
/// Remembers erasures outside the storage, so that a restored backup loses the same items again: in <c>erasures.log</c> in the key folder, which is
/// backed up apart from the data, and in the anchor where there is one.
/// </summary>
internal sealed class ErasureLog(IOptions<KeysOptions> keys, LedgerAnchor anchor, TimeProvider time)
{
    private const string FileName = "erasures.log";
    private readonly Lock _lock = new();

    private string Path => System.IO.Path.Combine(keys.Value.Directory!, FileName);

    /// <summary>Remembers erasures; durable in one place at least when the task completes.</summary>
    /// <exception cref="IOException">They cannot be remembered, so nothing may be erased.</exception>
    public async Task RememberAsync(string agencyId, IReadOnlyList<Guid> receipts)
    {
        Exception? fault = await Task.Run(() => TryWrite(agencyId, receipts));
        if (fault is not null && anchor.State == AnchorState.Off)
        {
            throw new IOException("Keys:Directory cannot be written and there is no Ledger:Anchor, so that a restored backup would bring the items back. Nothing was erased.", fault);
        }

        await anchor.AddErasuresAsync(agencyId, receipts);
    }

    /// <summary>Everything that was ever erased.</summary>
    /// <exception cref="IOException">The file or the anchor cannot be read.</exception>
    public async Task<IReadOnlyCollection<Erasure>> ReadAsync(CancellationToken cancellationToken)
    {
        HashSet<Erasure> erasures = [.. await anchor.ReadErasuresAsync(cancellationToken)];
        if (File.Exists(Path))
        {
            await foreach (string line in File.ReadLinesAsync(Path, cancellationToken).Where(static line => line.EndsWith('}')))
            {
                try
                {
                    if (JsonSerializer.Deserialize(line, ErasureJson.Default.Erasure) is { } erasure)
                    {
                        erasures.Add(erasure with { At = default });
                    }
                }
                catch (JsonException)
                {
                    // Half a line, from a power cut: what it was to remember did not happen.
                }
            }
        }

        return erasures;
    }

    private Exception? TryWrite(string agencyId, IReadOnlyList<Guid> receipts)
    {
        DateTimeOffset now = time.GetUtcNow();
        using MemoryStream lines = new();
        foreach (Guid receipt in receipts)
        {
            // The line break comes first, so that a line that was cut off does not swallow this one.
            lines.WriteByte((byte)'\n');
            JsonSerializer.Serialize(lines, new Erasure(agencyId, receipt, now), ErasureJson.Default.Erasure);
        }

        lines.WriteByte((byte)'\n');
        try
        {
            lock (_lock)
            {
                if (!File.Exists(Path))
                {
                    PrivateFiles.Create(Path, []);
                }

                AppendedFile.Append(Path, lines.GetBuffer().AsSpan(0, (int)lines.Length));
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception;
        }
    }
}

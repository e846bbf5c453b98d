using System.IO.Compression;
using HmisGateway.Storage;
using HmisGateway.Storage.Spools;

namespace HmisGateway.Offline;

/// <summary>Opens the content of offline items, however it is stored.</summary>
internal sealed class OfflineContents(IOfflineQueue queue, ItemSealer sealer, SpoolFolder spools)
{
    private const int PartsPerPage = 200;

    /// <summary>Opens an item that was read with its content.</summary>
    public async ValueTask<OfflineContent> OpenAsync(OfflineItem item, CancellationToken cancellationToken)
    {
        if (item.Pieces > 0)
        {
            return new OfflineContent(OfflineDetails.Read(sealer.OpenDetails(item)), item.Bytes, (into, aborted) => WritePiecesAsync(item, into, aborted));
        }

        (byte[] detailBytes, byte[] body) = sealer.Open(item);
        OfflineDetails details = OfflineDetails.Read(detailBytes);
        if (!details.IsSplit)
        {
            return new OfflineContent(details, body.Length, async (into, aborted) => await into.WriteAsync(body, aborted));
        }

        EncryptedSpool assembled = await AssembleAsync(item, cancellationToken);
        return new OfflineContent(details, assembled.Length, async (into, aborted) =>
        {
            using EncryptedSpool spool = assembled;
            await using Stream archive = spool.OpenRead();
            await archive.CopyToAsync(into, aborted);
        });
    }

    private async Task WritePiecesAsync(OfflineItem item, Stream into, CancellationToken cancellationToken)
    {
        await foreach (byte[] piece in sealer.OpenPiecesAsync(item, number => queue.ReadPieceAsync(item.Receipt, number, cancellationToken)).WithCancellation(cancellationToken))
        {
            await into.WriteAsync(piece, cancellationToken);
        }
    }

    /// <summary>What stands in all parts that were not erased: rows by file, each with its header; of a list one file for each part.</summary>
    private async Task<EncryptedSpool> AssembleAsync(OfflineItem item, CancellationToken cancellationToken)
    {
        EncryptedSpool assembled = spools.Create();
        SortedDictionary<string, EncryptedSpool> files = new(StringComparer.Ordinal);
        try
        {
            await using (Stream into = assembled.OpenWrite())
            {
                await using ZipArchive archive = new(into, ZipArchiveMode.Create);
                Guid? after = null;
                while (await queue.ListPartsAsync(item.AgencyId, item.Receipt, after, PartsPerPage, cancellationToken) is { Count: > 0 } page)
                {
                    foreach (OfflineItem listed in page.Where(static part => part.Status != OfflineStatus.Erased))
                    {
                        if (await queue.ReadAsync(item.AgencyId, listed.Receipt, cancellationToken) is { } part)
                        {
                            Append(part, archive, files);
                        }
                    }

                    after = page[^1].Receipt;
                }

                Write(files, archive);
            }

            assembled.Complete();
            return assembled;
        }
        catch
        {
            assembled.Dispose();
            throw;
        }
        finally
        {
            foreach (EncryptedSpool file in files.Values)
            {
                file.Dispose();
            }
        }
    }

    private void Append(OfflineItem part, ZipArchive archive, SortedDictionary<string, EncryptedSpool> files)
    {
        (byte[] details, byte[] content) = sealer.Open(part);
        if (OfflineDetails.Read(details).ContentType == OfflineDetails.ArchiveType)
        {
            AppendRows(content, files);
            return;
        }

        using Stream written = archive.AddFile($"{part.Receipt}.json").Open();
        written.Write(content);
    }

    private void AppendRows(byte[] part, SortedDictionary<string, EncryptedSpool> files)
    {
        using ZipArchive archive = new(new MemoryStream(part, writable: false), ZipArchiveMode.Read);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using MemoryStream rows = new();
            using (Stream stream = entry.Open())
            {
                stream.CopyTo(rows);
            }

            ReadOnlySpan<byte> text = rows.GetBuffer().AsSpan(0, (int)rows.Length);
            if (!files.TryGetValue(entry.FullName, out EncryptedSpool? file))
            {
                files.Add(entry.FullName, file = spools.Create());
            }
            else
            {
                // The header is one line: a name of a column holds no line end.
                text = text[(text.IndexOf((byte)'\n') + 1)..];
            }

            file.Write(text);
        }
    }

    private static void Write(SortedDictionary<string, EncryptedSpool> files, ZipArchive archive)
    {
        foreach ((string name, EncryptedSpool file) in files)
        {
            file.Complete();
            using Stream written = archive.AddFile(name).Open();
            using Stream rows = file.OpenRead();
            rows.CopyTo(written);
        }
    }
}

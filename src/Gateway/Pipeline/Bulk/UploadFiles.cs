using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Payloads.Csv;
using HmisGateway.Policy.Payloads.HudCsv;
using HmisGateway.Policy.Payloads.Zip;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Finds the CSV files of an upload.</summary>
internal static class UploadFiles
{
    /// <summary>The file name of CSV that came without one.</summary>
    public const string LooseName = "Upload.csv";

    /// <summary>Most bytes of all files together.</summary>
    private const long MaxSize = 64L * 1024 * 1024 * 1024;

    /// <summary>Finds them.</summary>
    /// <param name="body">The zip archive, or the one CSV file.</param>
    /// <exception cref="UploadUnreadableException">It cannot be read in one way only.</exception>
    public static List<UploadFile> Find(UploadBody body)
    {
        if (!body.IsArchive)
        {
            return [Describe(LooseName, body.Length, body.Open)];
        }

        using Stream archive = body.Open();
        ZipReading reading = ZipDirectory.Read(archive, MaxSize);
        if (reading is ZipReading.Unreadable refused)
        {
            throw new UploadUnreadableException(refused.Reason);
        }

        IReadOnlyList<ZipEntry> entries = ((ZipReading.Readable)reading).Entries;
        return entries.All(static entry => entry.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) && entries.Count > 0
            ? [.. entries.Select(entry => Describe(entry.Name, entry.Size, () => new ZipEntryStream(body.Open(), entry, ownsArchive: true)))]
            : throw new UploadUnreadableException(UnreadableReason.AmbiguousZip);
    }

    private static UploadFile Describe(string name, long size, Func<Stream> open)
    {
        using Stream stream = open();
        using CsvReader reader = new(stream);
        try
        {
            if (!reader.Read())
            {
                throw new UploadUnreadableException(reader.Problem ?? UnreadableReason.MalformedCsv);
            }
        }
        catch (InvalidDataException)
        {
            throw new UploadUnreadableException(UnreadableReason.AmbiguousZip);
        }

        HudCsvTable table = HudCsvTable.Read(name[(name.LastIndexOf('/') + 1)..], reader) ?? throw new UploadUnreadableException(UnreadableReason.MalformedCsv);
        byte[] header = reader.Row.EndsWith("\n"u8) ? reader.Row.ToArray() : [.. reader.Row, .. "\r\n"u8];
        return new UploadFile(name, size, open, table, header);
    }
}

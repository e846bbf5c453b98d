using CsvHelper;
using HmisGateway.Storage;

namespace HmisGateway.Cli;

/// <summary>A file for <c>roi import</c> in which only the clients are filled in.</summary>
internal static class RoiTemplateFile
{
    /// <summary>Writes the file, readable by its owner only.</summary>
    /// <param name="path">Where; the file must not exist.</param>
    /// <param name="clientIds">The agency's own client ids. Their syntax has no sign that a spreadsheet would calculate with but the hyphen.</param>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static void Create(string path, IReadOnlyList<string> clientIds)
    {
        string[] columns = RoiColumnMap.Columns.Split(',');
        using MemoryStream content = new();
        using (CsvWriter writer = CsvWriter.Create(content, new CsvWriterOptions { Separator = ',' }, leaveOpen: true))
        {
            writer.WriteRecord(columns);
            string[] row = new string[columns.Length];
            Array.Fill(row, "");
            foreach (string clientId in clientIds)
            {
                row[0] = clientId;
                writer.WriteRecord(row);
            }
        }

        PrivateFiles.Create(path, content.GetBuffer().AsSpan(0, (int)content.Length));
    }
}

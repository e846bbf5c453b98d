using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;

namespace HmisGateway.EndToEndTests.Bulk;

/// <summary>A HUD CSV export: its files, and what an independent reader finds in them.</summary>
public sealed class HudExport
{
    private HudExport(IReadOnlyDictionary<string, byte[]> files) => Files = files;

    public IReadOnlyDictionary<string, byte[]> Files { get; }

    public IEnumerable<string> Clients => Rows("Client.csv").Select(static row => row["PersonalID"]);

    /// <summary>An export of our own: every fifth client shares a household with the one before, and two share a Social Security number.</summary>
    public static HudExport Make(int clients, int directive = 3)
    {
        StringBuilder client = new("PersonalID,FirstName,LastName,SSN,SSNDataQuality,DOB,DateUpdated,ExportID\r\n");
        StringBuilder enrollment = new("EnrollmentID,PersonalID,ProjectID,EntryDate,HouseholdID,RelationshipToHoH,ExportID\r\n");
        StringBuilder exit = new("\"ExitID\",\"EnrollmentID\",\"PersonalID\",\"ExitDate\",\"Destination\",\"ExportID\"\n");
        StringBuilder services = new("ServicesID,EnrollmentID,PersonalID,DateProvided,RecordType,TypeProvided,ExportID\r\n");
        StringBuilder assessment = new("AssessmentID,EnrollmentID,PersonalID,AssessmentDate,ExportID\r\n");
        StringBuilder answers = new("AssessmentQuestionID,AssessmentID,AssessmentAnswer,ExportID\r\n");
        StringBuilder notes = new("NoteID,EnrollmentID,Note\r\n");
        StringBuilder households = new("HouseholdID,Remark\r\n");
        for (int i = 0; i < clients; i++)
        {
            string ssn = i == 3 ? "219010002" : string.Create(CultureInfo.InvariantCulture, $"2190{10000 + i}");
            string household = i % 5 == 4 ? $"h_{i - 1:x6}" : $"h_{i:x6}";
            client.Append(CultureInfo.InvariantCulture, $"p-{i},Given{Word(i)},\"Family{Word(i * 7)}\",{ssn},1,19{50 + (i % 40)}-0{1 + (i % 9)}-1{i % 10},2026-01-02 03:04:05,77\r\n");
            enrollment.Append(CultureInfo.InvariantCulture, $"e-{i},p-{i},100,2026-01-0{1 + (i % 9)},{household},1,77\r\n");
            exit.Append(CultureInfo.InvariantCulture, $"\"x-{i}\",\"e-{i}\",\"p-{i}\",2026-02-01,410,\"77\"\n");
            services.Append(CultureInfo.InvariantCulture, $"s-{i},e-{i},p-{i},2026-01-10,200,200,77\r\n");
            assessment.Append(CultureInfo.InvariantCulture, $"a-{i},e-{i},p-{i},2026-01-11,77\r\n");
            answers.Append(CultureInfo.InvariantCulture, $"q-{i},a-{i},\"said \"\"yes\"\", twice\nand more\",77\r\n");
            notes.Append(CultureInfo.InvariantCulture, $"n-{i},e-{i},\"plain, ä text\"\r\n");
            if (i % 5 != 4)
            {
                households.Append(CultureInfo.InvariantCulture, $"h_{i:x6},one\r\n");
            }
        }

        return new HudExport(new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["Export.csv"] = Encoding.UTF8.GetBytes($"ExportID,SourceName,CSVVersion,ExportDirective,HashStatus\r\n77,Shelter,2026 v1.0,{directive},1\r\n"),
            ["Organization.csv"] = "OrganizationID,OrganizationName,ExportID\r\n1,Shelter,77\r\n"u8.ToArray(),
            ["Project.csv"] = "ProjectID,OrganizationID,ProjectName,ExportID\r\n100,1,Night shelter,77\r\n"u8.ToArray(),
            ["User.csv"] = "UserID,UserFirstName,UserLastName,ExportID\r\n9,Pat,Worker,77"u8.ToArray(),
            ["Client.csv"] = Encoding.UTF8.GetBytes(client.ToString()),
            ["Enrollment.csv"] = Encoding.UTF8.GetBytes(enrollment.ToString()),
            ["Exit.csv"] = Encoding.UTF8.GetBytes(exit.ToString()),
            ["Services.csv"] = Encoding.UTF8.GetBytes(services.ToString()),
            ["Assessment.csv"] = Encoding.UTF8.GetBytes(assessment.ToString()),
            ["AssessmentQuestions.csv"] = Encoding.UTF8.GetBytes(answers.ToString()),
            ["CustomNotes.csv"] = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(notes.ToString())],
            ["CustomHouseholds.csv"] = Encoding.UTF8.GetBytes(households.ToString()),
        });
    }

    /// <summary>The export in a folder.</summary>
    public static HudExport Load(string folder) => new(new SortedDictionary<string, byte[]>(
        Directory.EnumerateFiles(folder, "*.csv").ToDictionary(static file => Path.GetFileName(file), File.ReadAllBytes), StringComparer.Ordinal));

    /// <summary>What an independent reader unpacks from an archive.</summary>
    public static HudExport Unpack(byte[] archive)
    {
        using ZipArchive zip = new(new MemoryStream(archive), ZipArchiveMode.Read);
        return new HudExport(new SortedDictionary<string, byte[]>(
            zip.Entries.ToDictionary(static entry => entry.FullName, static entry =>
            {
                using MemoryStream bytes = new();
                using Stream stream = entry.Open();
                stream.CopyTo(bytes);
                return bytes.ToArray();
            }),
            StringComparer.Ordinal));
    }

    public byte[] Pack(CompressionLevel level = CompressionLevel.Optimal)
    {
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in Files)
            {
                using Stream into = zip.CreateEntry(name, level).Open();
                into.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The export with another file, or with another content of one.</summary>
    public HudExport With(string file, string content) => With(file, Encoding.UTF8.GetBytes(content));

    public HudExport With(string file, byte[] content) => new(new SortedDictionary<string, byte[]>(Files.ToDictionary(), StringComparer.Ordinal) { [file] = content });

    public HudExport Without(string file) => new(new SortedDictionary<string, byte[]>(Files.Where(entry => entry.Key != file).ToDictionary(), StringComparer.Ordinal));

    /// <summary>The rows of a file by column.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string file)
    {
        if (!Files.TryGetValue(file, out byte[]? content))
        {
            return [];
        }

        using CsvReader csv = CsvReader.Create(new MemoryStream(content), new CsvReaderOptions { Separator = ',', HasHeader = false, AllowLineBreaksInQuotes = true });
        List<IReadOnlyDictionary<string, string>> rows = [];
        string[] columns = csv.Read() ? [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)] : [];
        while (csv.Read())
        {
            rows.Add(Enumerable.Range(0, columns.Length).ToDictionary(i => columns[i], csv.GetString, StringComparer.OrdinalIgnoreCase));
        }

        return rows;
    }

    /// <summary>The rows of a file, each as one text.</summary>
    public IReadOnlyList<string> Lines(string file) => [.. Rows(file).Select(static row => string.Join('\u001f', row.Values))];

    private static string Word(int number) => new([.. (number + 1000).ToString(CultureInfo.InvariantCulture).Select(static digit => (char)('a' + digit - '0'))]);
}

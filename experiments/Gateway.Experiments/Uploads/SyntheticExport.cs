using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HmisGateway.Experiments.Uploads;

/// <summary>A HUD CSV export of any size, made of rows as shelters have them; the same for the same size.</summary>
internal sealed class SyntheticExport
{
    /// <summary>What stands in every row about a client, and must never be found on a disk.</summary>
    public const string Canary = "kanarienvogel";

    private const int DisabilitiesOfClient = 13;
    private const int AssessmentsOfClient = 2;
    private const long BytesOfService = 113;
    private const long BytesOfOthers = 2_420;

    private readonly int _services;

    /// <summary>Describes an export of at least this size.</summary>
    /// <param name="megabytes">Of CSV.</param>
    /// <param name="clients">
    /// How many clients; each has the rows of one in a real export of FY2026, and services (bed nights, most of them) until the size is reached.
    /// There, with 12 services each, a client takes 4,270 bytes.
    /// </param>
    public SyntheticExport(int megabytes, int clients)
    {
        Clients = clients;
        _services = Math.Max(1, (int)Math.Ceiling(((megabytes * 1e6 / clients) - BytesOfOthers) / BytesOfService));
    }

    /// <summary>How many clients it has.</summary>
    public int Clients { get; }

    /// <summary>How many bytes of CSV it has; known after <see cref="Write"/>.</summary>
    public long CsvBytes { get; private set; }

    /// <summary>Whether a client's choice is No Sharing: every tenth.</summary>
    public static bool IsProtected(int client) => client % 10 == 3;

    /// <summary>The form of each client, as <c>roi import</c> takes it.</summary>
    public IEnumerable<string> Forms() => Enumerable.Range(0, Clients).Select(static client => $"{Id(client)},{(IsProtected(client) ? "none" : "full")},2026-01-10");

    /// <summary>Writes the archive.</summary>
    public void Write(Stream into)
    {
        using ZipArchive zip = new(into, ZipArchiveMode.Create, leaveOpen: true);
        File(zip, "Export.csv", "ExportID,SourceName,CSVVersion,ExportDirective,HashStatus", 1, static (text, _) => text.Append("77,Shelter,2026 v1.0,3,1"));
        File(zip, "Client.csv", "PersonalID,FirstName,MiddleName,LastName,NameSuffix,NameDataQuality,SSN,SSNDataQuality,DOB,DOBDataQuality,Sex,VeteranStatus,DateCreated,DateUpdated,UserID,DateDeleted,ExportID", Clients, static (text, i) =>
            text.Append(CultureInfo.InvariantCulture, $"{Id(i)},Given{Word(i)},{Canary},Family{Word(i / 3)},,1,{200_000_000 + i},2,19{50 + (i % 45)}-0{1 + (i % 9)}-{10 + (i % 18)},1,1,0,2024-01-01 10:00:00,2026-01-02 03:04:05,28,,77"));
        File(zip, "Enrollment.csv", "EnrollmentID,PersonalID,ProjectID,EntryDate,HouseholdID,RelationshipToHoH,EnrollmentCoC,LivingSituation,DisablingCondition,Note,DateCreated,DateUpdated,UserID,DateDeleted,ExportID", Clients, static (text, i) =>
            text.Append(CultureInfo.InvariantCulture, $"e{i:x8},{Id(i)},1362,2026-01-0{1 + (i % 9)},s_{i:x8},1,XX-501,336,1,{Canary},2024-01-01 10:00:00,2026-01-02 03:04:05,28,,77"));
        File(zip, "Services.csv", "ServicesID,EnrollmentID,PersonalID,DateProvided,RecordType,TypeProvided,OtherTypeProvided,MovingOnOtherType,SubTypeProvided,FAAmount,ReferralOutcome,Note,DateCreated,DateUpdated,UserID,DateDeleted,ExportID", Clients * _services, (text, n) =>
        {
            int i = n / _services;
            text.Append(CultureInfo.InvariantCulture, $"v{n:x8},e{i:x8},{Id(i)},2026-02-{1 + (n % 27):00},200,200,,,,,,\"{Canary}, bed {n % 97}\",2026-02-01 21:00:00,2026-02-02 21:00:00,26,,77");
        });
        File(zip, "Disabilities.csv", "DisabilitiesID,EnrollmentID,PersonalID,InformationDate,DisabilityType,DisabilityResponse,IndefiniteAndImpairs,TCellCountAvailable,TCellCount,TCellSource,ViralLoadAvailable,ViralLoad,AntiRetroviral,DataCollectionStage,Note,DateCreated,DateUpdated,UserID,DateDeleted,ExportID", Clients * DisabilitiesOfClient, static (text, n) =>
        {
            int i = n / DisabilitiesOfClient;
            text.Append(CultureInfo.InvariantCulture, $"d{n:x8},e{i:x8},{Id(i)},2026-01-{1 + (n % 27):00},{5 + (n % 6)},{n % 2},,,,,,,,1,{Canary},2026-02-01 21:00:00,2026-02-02 21:00:00,26,,77");
        });
        File(zip, "IncomeBenefits.csv", "IncomeBenefitsID,EnrollmentID,PersonalID,InformationDate,IncomeFromAnySource,TotalMonthlyIncome,Earned,EarnedAmount,Unemployment,UnemploymentAmount,SSI,SSIAmount,SSDI,SSDIAmount,SNAP,WIC,InsuranceFromAnySource,Medicaid,DataCollectionStage,Note,DateCreated,DateUpdated,UserID,DateDeleted,ExportID", Clients * AssessmentsOfClient, static (text, n) =>
        {
            int i = n / AssessmentsOfClient;
            text.Append(CultureInfo.InvariantCulture, $"b{n:x8},e{i:x8},{Id(i)},2026-01-{1 + (n % 27):00},1,{n % 3000}.50,1,{n % 2000}.50,0,,0,,1,1000.00,1,0,1,1,1,\"{Canary}: \"\"as stated\"\"\",2026-02-01 21:00:00,2026-02-02 21:00:00,26,,77");
        });
        File(zip, "Exit.csv", "ExitID,EnrollmentID,PersonalID,ExitDate,Destination,DestinationSubsidyType,OtherDestination,HousingAssessment,SubsidyInformation,Note,DateCreated,DateUpdated,UserID,DateDeleted,ExportID", Clients, static (text, i) =>
            text.Append(CultureInfo.InvariantCulture, $"x{i:x8},e{i:x8},{Id(i)},2026-03-{1 + (i % 27):00},410,,,,,{Canary},2026-03-01 21:00:00,2026-03-02 21:00:00,26,,77"));
    }

    private static string Id(int client) => string.Create(CultureInfo.InvariantCulture, $"p{client:x8}");

    private static string Word(int number) => new([.. (number + 100_000).ToString(CultureInfo.InvariantCulture).Select(static digit => (char)('a' + digit - '0'))]);

    private void File(ZipArchive zip, string name, string header, int rows, Action<StringBuilder, int> row)
    {
        using Stream into = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        StringBuilder text = new(header);
        text.Append("\r\n");
        for (int i = 0; i <= rows; i++)
        {
            if (i < rows)
            {
                row(text, i);
                text.Append("\r\n");
            }

            if (text.Length > 60_000 || i == rows)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
                CsvBytes += bytes.Length;
                into.Write(bytes);
                text.Clear();
            }
        }
    }
}

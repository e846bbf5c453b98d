using System.Buffers;
using System.Text;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads.Csv;

namespace HmisGateway.Policy.Payloads.HudCsv;

/// <summary>
/// One CSV file of a HUD HMIS CSV export, by its header: in which columns clients are named. Source: HUD HMIS CSV Format Specifications FY2024
/// and FY2026; column names are compared without case, because exports differ in it.
/// </summary>
/// <remarks>
/// Every column whose name ends in <c>PersonalID</c> or <c>EnrollmentID</c> names a client or an enrollment, in HUD's files and in local ones. Any other
/// file is about clients unless it is one of HUD's files about organizations, projects and users.
/// </remarks>
public sealed class HudCsvTable
{
    /// <summary>Files about organizations, projects and users: HUD's, and the definitions of local data elements.</summary>
    private static readonly HashSet<string> s_withoutClients = new(StringComparer.OrdinalIgnoreCase)
    {
        "Export", "Organization", "User", "Project", "Funder", "ProjectCoC", "Inventory", "Affiliation", "HMISParticipation", "CEParticipation",
        "CustomDataElementDefinition",
    };

    private static readonly SearchValues<byte> s_hexadecimal = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly Dictionary<string, int> _columns;

    private HudCsvTable(string name, Dictionary<string, int> columns)
    {
        Name = name;
        _columns = columns;
        PersonalIds = EndingIn("PersonalID");
        EnrollmentIds = EndingIn("EnrollmentID");
        Assessment = Column("AssessmentID");
        Household = Column("HouseholdID");
        FirstName = Column("FirstName");
        LastName = Column("LastName");
        DateOfBirth = Column("DOB");
        DateOfBirthQuality = Column("DOBDataQuality");
        Ssn = Column("SSN");
        IsAboutClients = !s_withoutClients.Contains(name) || PersonalIds.Count > 0 || EnrollmentIds.Count > 0;
    }

    /// <summary>Name of the file without folder and ending.</summary>
    public string Name { get; }

    /// <summary>Columns that name clients.</summary>
    public IReadOnlyList<int> PersonalIds { get; }

    /// <summary>Columns that name enrollments.</summary>
    public IReadOnlyList<int> EnrollmentIds { get; }

    /// <summary>The column of the assessment's id, or -1.</summary>
    public int Assessment { get; }

    /// <summary>The column of the household's id, or -1.</summary>
    public int Household { get; }

    /// <summary>The column of the first name, or -1.</summary>
    public int FirstName { get; }

    /// <summary>The column of the last name, or -1.</summary>
    public int LastName { get; }

    /// <summary>The column of the date of birth, or -1.</summary>
    public int DateOfBirth { get; }

    /// <summary>The column of the date of birth's data quality, or -1.</summary>
    public int DateOfBirthQuality { get; }

    /// <summary>The column of the Social Security number, or -1.</summary>
    public int Ssn { get; }

    /// <summary>False for a file about organizations, projects or users, whose rows name nobody.</summary>
    public bool IsAboutClients { get; }

    /// <summary>True for a file that says who clients are.</summary>
    public bool IsClient => PersonalIds.Count > 0 && (FirstName >= 0 || LastName >= 0 || Ssn >= 0);

    /// <summary>True for the files that say whose enrollments, households and assessments there are.</summary>
    public bool IsLinking => PersonalIds.Count > 0 && (Name.Equals("Enrollment", StringComparison.OrdinalIgnoreCase) || Name.Equals("Assessment", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the header.</summary>
    /// <param name="fileName">Name of the file, with or without its ending.</param>
    /// <param name="header">A reader on the first row.</param>
    /// <returns>The table; null when a column has no plain name, or two have the same.</returns>
    public static HudCsvTable? Read(string fileName, CsvReader header)
    {
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < header.FieldCount; i++)
        {
            ReadOnlySpan<byte> name = header.Field(i);
            if (name.IsEmpty || name.ContainsAnyExceptInRange((byte)'!', (byte)'~') || !columns.TryAdd(Encoding.ASCII.GetString(name), i))
            {
                return null;
            }
        }

        int dot = fileName.LastIndexOf('.');
        return new HudCsvTable(dot < 0 ? fileName : fileName[..dot], columns);
    }

    /// <summary>The column with this name, or -1.</summary>
    /// <param name="name">Name of the column, in any case.</param>
    public int Column(string name) => _columns.GetValueOrDefault(name, -1);

    /// <summary>The identity that a row states; null when it states none that can be compared.</summary>
    /// <param name="row">A reader on a row of this table.</param>
    /// <remarks>A name that a hash stands for (HashStatus 2 or 4) is no name.</remarks>
    public ReportedIdentity? Identity(CsvReader row)
    {
        ReportedIdentity identity = IdentityNormalizer.Normalize(
            Value(row, FirstName), Value(row, LastName), Value(row, DateOfBirth), Value(row, Ssn), Value(row, DateOfBirthQuality));
        return identity.IsEmpty ? null : identity;
    }

    /// <summary>Whether a text is an id as it is accepted everywhere: 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>.</summary>
    /// <param name="id">The bytes of the field.</param>
    public static bool IsId(ReadOnlySpan<byte> id) => IdentifierText.IsValid(id, ReferenceRole.Refers);

    /// <summary>A field as text; null when there is no such column, it is empty, or a hash stands in its place.</summary>
    /// <param name="row">A reader on a row of this table.</param>
    /// <param name="column">The column, or -1.</param>
    public static string? Value(CsvReader row, int column)
    {
        ReadOnlySpan<byte> field = column < 0 ? [] : row.Field(column);
        return field.IsEmpty || IsHash(field) ? null : Encoding.UTF8.GetString(field);
    }

    private static bool IsHash(ReadOnlySpan<byte> field) =>
        field.Length is 40 or 64 && field.IndexOfAnyExcept(s_hexadecimal) < 0;

    /// <summary>HUD's own column first: its name is the shortest.</summary>
    private IReadOnlyList<int> EndingIn(string name) =>
        [.. _columns.Where(column => column.Key.EndsWith(name, StringComparison.OrdinalIgnoreCase)).OrderBy(static column => column.Key.Length).ThenBy(static column => column.Value).Select(static column => column.Value)];
}

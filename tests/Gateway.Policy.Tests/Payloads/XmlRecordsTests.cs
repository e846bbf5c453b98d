using System.Text;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Documents with records of several kinds: whom each record is about, and ways to hide it. Each is found, or the document is refused.</summary>
public sealed class XmlRecordsTests
{
    private const string Enrolled = "<Enrollment><EnrollmentID>e1</EnrollmentID><PersonalID>100~</PersonalID></Enrollment>";

    /// <summary>What stands in an export, with ~ for the last digit of the client's id; every processor finds the client.</summary>
    public static TheoryData<string> Tricks { get; } =
    [
        "<Client><PersonalID>100~</PersonalID></Client>",
        "<ext:Client xmlns:ext=\"urn:x\"><ext:PersonalID>100~</ext:PersonalID></ext:Client>",
        "<Client xmlns=\"urn:x\"><PersonalID xmlns=\"urn:y\">100~</PersonalID></Client>",
        "<Client><PersonalID>1<!-- x -->00~</PersonalID></Client>",
        "<Client><PersonalID><![CDATA[100]]>~</PersonalID></Client>",
        "<Client><PersonalID>&#49;&#x30;0~</PersonalID></Client>",
        "<Client><PERSONALID>100~</PERSONALID></Client>",
        "<Client><x><y><PersonalID>100~</PersonalID></y></x></Client>",
        "<Client dateDeleted=\"2026-01-02\"><PersonalID>100~</PersonalID></Client>",
        "<Client><PersonalID xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"xs:string\">100~</PersonalID></Client>",
        "<Client><PersonalID>1001</PersonalID></Client><Client><PersonalID>100~</PersonalID></Client>",
        Enrolled,
        Enrolled + "<Exit><ExitID>x1</ExitID><EnrollmentID>e1</EnrollmentID></Exit>",
        "<Exit><ExitID>x1</ExitID><EnrollmentID>e1</EnrollmentID></Exit>" + Enrolled,
        Enrolled + "<Exit><ExitID>x1</ExitID><EnrollmentID>e1</EnrollmentID></Exit><ExitRHY><ExitID>x1</ExitID></ExitRHY>",
        Enrolled + "<Enrollment><EnrollmentID>e1</EnrollmentID><PersonalID>1001</PersonalID></Enrollment><Disabilities><EnrollmentID>e1</EnrollmentID></Disabilities>",
        "<Project><ProjectID>p</ProjectID><PersonalID>100~</PersonalID></Project>",
        "<ExportID><PersonalID>100~</PersonalID></ExportID>",
        "<Assessment><AssessmentID>a</AssessmentID><EnrollmentID>e9</EnrollmentID><PersonalID>100~</PersonalID></Assessment>",
    ];

    [Theory]
    [MemberData(nameof(Tricks))]
    public void A_client_is_found_however_the_record_is_written(string records) => Clients(Document(records.Replace('~', '3'))).ShouldContain("1003");

    [Theory]
    [MemberData(nameof(Tricks))]
    public void The_twin_of_another_client_is_read_as_well(string records) => Clients(Document(records.Replace('~', '7'))).ShouldContain("1007");

    [Theory]
    [InlineData("<Surprise><PersonalID>1003</PersonalID></Surprise>")]
    [InlineData("<client><PersonalID>1003</PersonalID></client>")]
    [InlineData("<Sources><Source><Export><Client><PersonalID>1003</PersonalID></Client></Export></Source></Sources>")]
    [InlineData("<Export><Client><PersonalID>1003</PersonalID></Client></Export>")]
    public void An_element_without_a_rule_is_not_covered(string records) => Import(Document(records)).ShouldBeOfType<PayloadReading.NotCovered>();

    [Theory]
    [InlineData("<Export><Client><PersonalID>1003</PersonalID></Client></Export>")]
    [InlineData("<Sources><Client><PersonalID>1003</PersonalID></Client></Sources>")]
    [InlineData("<Sources><Source><Client><PersonalID>1003</PersonalID></Client></Source></Sources>")]
    [InlineData("<Sources><Source><Other><PersonalID>1003</PersonalID></Other></Source></Sources>")]
    [InlineData("<sources><Source><Export><Client><PersonalID>1003</PersonalID></Client></Export></Source></sources>")]
    [InlineData("<SourceID><Source><Export><Client><PersonalID>1003</PersonalID></Client></Export></Source></SourceID>")]
    public void A_document_of_another_frame_is_not_covered(string xml) => Import(xml).ShouldBeOfType<PayloadReading.NotCovered>();

    [Theory]
    [InlineData("<Client><PersonalID>1001</PersonalID><PersonalID>1003</PersonalID></Client>")]
    [InlineData("<Client><PersonalID>1001</PersonalID><PersonalId>1003</PersonalId></Client>")]
    [InlineData("<Client xmlns:e=\"urn:e\"><PersonalID>1001</PersonalID><e:PersonalID>1003</e:PersonalID></Client>")]
    [InlineData("<Client PersonalID=\"1003\"><PersonalID>1001</PersonalID></Client>")]
    [InlineData("<Project PersonalID=\"1003\"><ProjectID>1</ProjectID></Project>")]
    [InlineData("<Client><Name personalid=\"1003\">x</Name><PersonalID>1001</PersonalID></Client>")]
    [InlineData("<Client><PersonalID>1001</PersonalID>1003</Client>")]
    [InlineData("<Client><PersonalID><v>1003</v></PersonalID></Client>")]
    [InlineData("<Client><PersonalID>1001 </PersonalID></Client>")]
    [InlineData("<Exit><EnrollmentID>e1</EnrollmentID><EnrollmentID>e2</EnrollmentID></Exit>")]
    [InlineData("<Project><Client><FirstName>Cy</FirstName></Client></Project>")]
    [InlineData("<Exit><EnrollmentID>e1</EnrollmentID><client><FirstName>Cy</FirstName></client></Exit>")]
    [InlineData("<?hide this?><Client><PersonalID>1001</PersonalID></Client>")]
    [InlineData("1003<Client><PersonalID>1001</PersonalID></Client>")]
    [InlineData("<Client><PersonalID href=\"#r\"/></Client>")]
    [InlineData("<Client><PersonalID>1001</PersonalID><Photo href=\"cid:1\"/></Client>")]
    [InlineData("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"a.xml\"/>")]
    [InlineData("<Client><PersonalID>1001</PersonalID><x:Include xmlns:x=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:1\"/></Client>")]
    [InlineData("<e:EncryptedData xmlns:e=\"http://www.w3.org/2001/04/xmlenc#\"/>")]
    public void What_processors_could_read_differently_is_refused(string records) => Import(Document(records)).ShouldBeOfType<PayloadReading.Unreadable>();

    [Theory]
    [InlineData("<!DOCTYPE Sources [<!ENTITY i \"1003\">]>")]
    [InlineData("<?xml version=\"1.1\"?>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\"?>")]
    [InlineData("U2FsdGVkX1")]
    public void What_stands_before_the_root_is_refused(string before) =>
        Import(before + Document("<Client><PersonalID>1001</PersonalID></Client>")).Reason().ShouldBe(UnreadableReason.AmbiguousXml);

    [Fact]
    public void Other_encodings_are_refused()
    {
        foreach (Encoding encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            byte[] body = encoding.GetBytes(Document("<Client><PersonalID>1001</PersonalID></Client>"));
            RequestReader.Read(The.Match(The.HmisXml, "PUT", "/import/xml/data", contentType: "text/xml"), The.Target("/import/xml/data"), static _ => null, body)
                .ShouldBeOfType<PayloadReading.Unreadable>();
        }
    }

    [Fact]
    public void Every_export_of_every_source_counts()
    {
        const string Export = "<Export><Client><PersonalID>{0}</PersonalID></Client></Export>";
        string xml = $"<Sources><Source>{string.Format(null, Export, 1001)}{string.Format(null, Export, 1002)}</Source><Source>{string.Format(null, Export, 1003)}</Source></Sources>";

        Clients(xml).ShouldBe(["1001", "1002", "1003"]);
    }

    [Fact]
    public void A_record_is_about_everybody_whom_its_enrollment_names()
    {
        IReadOnlyList<PayloadRecord> records = Import(Document(
            "<Enrollment><EnrollmentID>e1</EnrollmentID><PersonalID>1001</PersonalID></Enrollment>"
            + "<Enrollment><EnrollmentID>e1</EnrollmentID><PersonalID>1003</PersonalID></Enrollment>"
            + "<Exit><ExitID>x1</ExitID><EnrollmentID>e1</EnrollmentID></Exit><VASHExitReason><ExitID>x1</ExitID></VASHExitReason>")).Records();

        records.Count.ShouldBe(4);
        records.ShouldAllBe(static record => record.References.Count(static reference => reference.Value == "1001" || reference.Value == "1003") == 2);
    }

    [Fact]
    public void An_enrollment_of_the_document_need_not_be_known_and_any_other_must_be()
    {
        IReadOnlyList<PayloadRecord> records = Import(Document(
            "<Enrollment><EnrollmentID>e1</EnrollmentID><PersonalID>1001</PersonalID></Enrollment>"
            + "<Exit><ExitID>x1</ExitID><EnrollmentID>e1</EnrollmentID></Exit><Exit><ExitID>x2</ExitID><EnrollmentID>e2</EnrollmentID></Exit>")).Records();

        records[1].References.Text().ShouldContain("Enrollment:Defines:e1");
        records[1].References.Text().ShouldContain("Agency:Refers:1001");
        records[2].References.Text().ShouldContain("Enrollment:Refers:e2");
        records[2].References.Text().ShouldNotContain("1001");
    }

    [Fact]
    public void A_household_does_not_make_its_members_one()
    {
        IReadOnlyList<PayloadRecord> records = Import(Document(
            "<Enrollment><EnrollmentID>e1</EnrollmentID><PersonalID>1001</PersonalID><HouseholdID>h</HouseholdID></Enrollment>"
            + "<Enrollment><EnrollmentID>e2</EnrollmentID><PersonalID>1002</PersonalID><HouseholdID>h</HouseholdID></Enrollment>")).Records();

        records[0].References.Text().ShouldNotContain("1002");
        records[1].References.Text().ShouldNotContain("1001");
    }

    [Fact]
    public void A_client_of_the_document_lends_its_identity_to_its_records()
    {
        IReadOnlyList<PayloadRecord> records = Import(Document(
            "<Client><PersonalID>n1</PersonalID><FirstName>Ada</FirstName><LastName>Quill</LastName><DOB>1985-12-10</DOB></Client>"
            + "<Enrollment><EnrollmentID>e1</EnrollmentID><PersonalID>n1</PersonalID></Enrollment><HealthAndDV><EnrollmentID>e1</EnrollmentID></HealthAndDV>")).Records();

        records.ShouldAllBe(static record => record.Identity != null && record.Identity.FullName == "ada quill");
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("2", false)]
    [InlineData("3", false)]
    [InlineData("4", false)]
    public void A_hashed_name_is_no_name_in_clear(string status, bool isClear)
    {
        // Text that would be a name: what counts is what the export says of it.
        const string Hash = "Adaquill";
        PayloadRecord client = Import(Document(
            $"<Client xmlns:h=\"urn:h\"><PersonalID>1001</PersonalID><FirstName h:hashStatus=\"{status}\">{Hash}</FirstName><LastName h:hashStatus=\"{status}\">{Hash}</LastName>"
            + $"<SSN h:hashStatus=\"{status}\">219099999</SSN><DOB>1985-12-10</DOB></Client>")).Record();

        (client.Identity!.Ssn is not null).ShouldBe(isClear);
        (client.Identity.FullName is not null).ShouldBe(isClear);
        client.Identity.DateOfBirth.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("dateDeleted=\"2026-10-01T00:00:00\"", Operation.Delete)]
    [InlineData("xmlns:h=\"urn:h\" h:dateDeleted=\"2026-10-01T00:00:00\"", Operation.Delete)]
    [InlineData("dateDeleted=\"\"", Operation.Update)]
    [InlineData("dateUpdated=\"2026-10-01T00:00:00\"", Operation.Update)]
    public void A_date_of_deletion_makes_a_record_a_delete(string attribute, Operation operation) =>
        Import(Document($"<Client {attribute}><PersonalID>1001</PersonalID></Client>")).Record().Operation.ShouldBe(operation);

    [Fact]
    public void A_document_about_projects_alone_has_no_record() =>
        Import(Document("<Organization><OrganizationID>1</OrganizationID></Organization><Project><ProjectID>1</ProjectID></Project>")).Records().ShouldBeEmpty();

    [Fact]
    public void A_document_that_multiplies_its_links_is_refused()
    {
        string enrollments = string.Concat(Enumerable.Range(0, 2000).Select(static i => $"<Enrollment><EnrollmentID>e1</EnrollmentID><PersonalID>p{i}</PersonalID></Enrollment>"));

        Import(Document(enrollments)).Reason().ShouldBe(UnreadableReason.TooManyRecords);
    }

    [Theory]
    [InlineData("<Project><ProjectName>219-09-9999</ProjectName></Project>")]
    [InlineData("<Project note=\"219-09-9999\"><ProjectID>1</ProjectID></Project>")]
    [InlineData("<Exit note=\"219-09-9999\"><EnrollmentID>e1</EnrollmentID></Exit>")]
    [InlineData("<!-- 219-09-9999 -->")]
    [InlineData("<User>219-09-9999</User>")]
    public void Whom_any_part_mentions_is_found(string records) =>
        new Sweep().Identity(ssn: "219-09-9999").InRequest(The.HmisXml, "PUT", "/import/xml/data", Document(records)).ShouldBe(MentionKind.Identifier);

    [Fact]
    public void Whom_the_frame_mentions_is_found() =>
        new Sweep().Identity(ssn: "219-09-9999").InRequest(The.HmisXml, "PUT", "/import/xml/data", "<Sources a=\"219-09-9999\"><Source><Export/></Source></Sources>")
            .ShouldBe(MentionKind.Identifier);

    internal static string Document(string records) =>
        $"<hmis:Sources xmlns:hmis=\"urn:hud\" version=\"3.0\"><Source><SourceID>1</SourceID><Export><ExportID>1</ExportID>{records}</Export></Source></hmis:Sources>";

    private static PayloadReading Import(string xml) => Read.Request(The.HmisXml, "PUT", "/import/xml/data", xml);

    private static IEnumerable<string> Clients(string xml) => Import(xml).Records()
        .SelectMany(static record => record.References)
        .Where(static reference => reference.Scheme == HmisGateway.Policy.Clients.IdentifierScheme.Agency)
        .Select(static reference => reference.Value)
        .Distinct();
}

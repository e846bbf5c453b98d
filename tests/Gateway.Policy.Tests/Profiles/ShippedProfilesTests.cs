using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Payloads;

namespace HmisGateway.Policy.Tests.Profiles;

public sealed class ShippedProfilesTests
{
    [Theory]
    [InlineData("POST", "/clients", "create-client", Operation.Create, RecordKind.Client)]
    [InlineData("PUT", "/clients/384", "update-client", Operation.Update, RecordKind.Client)]
    [InlineData("POST", "/clients/long", "search-clients", Operation.Search, RecordKind.Client)]
    [InlineData("POST", "/clients/384/client-programs/enroll", "enroll", Operation.Create, RecordKind.Enrollment)]
    [InlineData("POST", "/clients/384/client-notes", "create-note", Operation.Create, RecordKind.Note)]
    [InlineData("POST", "/clients/384/client-programs/517/client-notes", "create-program-note", Operation.Create, RecordKind.Note)]
    [InlineData("PUT", "/clients/384/client-notes/9", "update-note", Operation.Update, RecordKind.Note)]
    [InlineData("PUT", "/clients/384/client-programs/517/client-notes/9", "update-program-note", Operation.Update, RecordKind.Note)]
    [InlineData("DELETE", "/clients/384/client-notes/9", "delete-note", Operation.Delete, RecordKind.Note)]
    [InlineData("DELETE", "/clients/384/client-programs/517/client-notes/9", "delete-program-note", Operation.Delete, RecordKind.Note)]
    [InlineData("POST", "/clients/384/client-files", "create-file", Operation.Create, RecordKind.Attachment)]
    [InlineData("POST", "/clients/384/client-files/12", "update-file", Operation.Update, RecordKind.Attachment)]
    [InlineData("DELETE", "/clients/384/client-files/12", "delete-file", Operation.Delete, RecordKind.Attachment)]
    [InlineData("GET", "/clients/384/client-files", "read", Operation.Read, RecordKind.Other)]
    [InlineData("HEAD", "/clients/384", "read-headers", Operation.Read, RecordKind.Other)]
    public void Clarity_is_covered_with_and_without_its_prefix(string method, string path, string rule, Operation operation, RecordKind kind)
    {
        foreach (string prefix in new[] { "", "/api1" })
        {
            RouteRule found = The.Match(The.Clarity, method, prefix + path).Rule;
            (found.Name, found.Operation, found.Kind).ShouldBe((rule, operation, kind));
        }
    }

    [Theory]
    [InlineData("POST", "/clients/384")]
    [InlineData("DELETE", "/clients/384")]
    [InlineData("PATCH", "/clients/384")]
    [InlineData("POST", "/api2/clients")]
    [InlineData("POST", "/clients/384/assessments")]
    [InlineData("OPTIONS", "/clients")]
    public void Clarity_routes_that_are_not_documented_are_not_covered(string method, string path) =>
        The.Clarity.Classify(method, The.Target(path), "application/json", hasBody: true)
            .ShouldBe(new RouteClassification.Unclassified(DivertReason.NoRule));

    [Theory]
    [InlineData("POST", "/clients", """{"client":{"first_name":"Edgar","last_name":"Poe","ssn3":"xxxx","id":null},"screenValues":{"alias":null}}""", "")]
    [InlineData("POST", "/clients", """{"client":{"id":1003,"unique_identifier":"9AD65C3CF","personal_id":null}}""", "Vendor:Refers:1003@/client/id Vendor:Refers:9AD65C3CF@/**/unique_identifier")]
    [InlineData("PUT", "/clients/9AD65C3CF", """{"client":{"alias":"x"}}""", "Vendor:Refers:9AD65C3CF@path")]
    [InlineData("POST", "/api1/clients/1/client-programs/enroll", """{"programId":2,"household_members":[1003,"1004"]}""", "Vendor:Refers:1@path Vendor:Refers:1003@/**/household_members/* Vendor:Refers:1004@/**/household_members/*")]
    [InlineData("POST", "/clients/1/client-notes", """{"clientNote":{"ref_client_program":517,"private":"1","ref_client":"3"}}""", "Vendor:Refers:1@path Enrollment:Refers:517@/**/ref_client_program Vendor:Refers:3@/**/ref_client")]
    [InlineData("PUT", "/clients/1/client-programs/5/client-notes/9", """{"clientNote":{"id":8}}""", "Vendor:Refers:1@path Enrollment:Refers:5@path Record:Refers:9@path Record:Refers:8@/clientNote/id")]
    [InlineData("POST", "/clients/1/client-files/12", """{"clientFile":{"id":12,"file":{"name":"a"}}}""", "Vendor:Refers:1@path Record:Refers:12@path Record:Refers:12@/clientFile/id")]
    [InlineData("DELETE", "/clients/1/client-files/12", null, "Vendor:Refers:1@path Record:Refers:12@path")]
    [InlineData("GET", "/clients/1003", """{"fields":"id"}""", "")]
    public void Clarity_references_are_found(string method, string target, string? body, string references) =>
        Read.Request(The.Clarity, method, target, body).Record().References.Text().ShouldBe(references);

    [Fact]
    public void A_clarity_identity_is_put_together()
    {
        PayloadRecord record = Read.Request(
            The.Clarity,
            "POST",
            "/clients",
            """{"client":{"first_name":"Ann","last_name":"Ode","birth_date":"1980-01-02","ssn1":"219","ssn2":"09","ssn3":"9998","private":true}}""").Record();
        (record.Identity!.FullName, record.Identity.Ssn, record.Identity.DateOfBirth).ShouldBe(("ann ode", "219099998", new DateOnly(1980, 1, 2)));
        record.IsLocked.ShouldBeTrue();
        Read.Request(The.Clarity, "POST", "/clients/long", """{"filter":{"client":{"first_name":"Ann","last_name":"Ode","ssn":"219-09-9998"}}}""")
            .Record().Identity!.Ssn.ShouldBe("219099998");
    }

    [Fact]
    public void Clarity_answers_teach_ids()
    {
        Learned(The.Clarity, "POST", "/clients", """{"id":392,"unique_identifier":"7941206B0","personal_id":null,"screenValues":{}}""").ShouldBe("Vendor:Defines:392@/id Vendor:Defines:7941206B0@/unique_identifier");
        Learned(The.Clarity, "POST", "/clients/1/client-programs/enroll", """{"id":999,"ref_client":32,"ref_program":530}""").ShouldBe("Enrollment:Defines:999@/id");
        Learned(The.Clarity, "POST", "/clients/1/client-notes", """{"id":517}""").ShouldBe("Record:Defines:517@/id");
        Learned(The.Clarity, "POST", "/clients/1/client-files", """{"id":"89"}""").ShouldBe("Record:Defines:89@/id");
    }

    [Theory]
    [InlineData("POST", "/clients", "create-client")]
    [InlineData("POST", "/client", "create-client")]
    [InlineData("PATCH", "/clients/p1", "update-client")]
    [InlineData("PATCH", "/client/p1", "update-client")]
    [InlineData("PUT", "/clients/p1", "replace-client")]
    [InlineData("DELETE", "/clients/p1", "delete-client")]
    [InlineData("POST", "/client/search", "search-clients")]
    [InlineData("POST", "/clientsummary", "search-clients")]
    [InlineData("GET", "/client/p1/enrollments", "read")]
    [InlineData("GET", "/csvexport?PersonalID=p1", "read")]
    [InlineData("POST", "/exit", "create-exit")]
    [InlineData("POST", "/exits", "create-exit")]
    [InlineData("PATCH", "/events/e1", "update-event")]
    [InlineData("POST", "/event", "create-event")]
    [InlineData("PUT", "/assessments/a1", "replace-assessment")]
    [InlineData("DELETE", "/services/s1", "delete-service")]
    public void The_hud_api_is_covered_in_its_three_spellings(string method, string target, string rule) =>
        The.Match(The.HudApi, method, target, hasBody: method is not "GET" and not "DELETE").Rule.Name.ShouldBe(rule);

    [Theory]
    [InlineData("enrollments", "EnrollmentID", "Enrollment")]
    [InlineData("exit", "ExitID", "Record")]
    [InlineData("services", "ServicesID", "Record")]
    [InlineData("incomebenefits", "IncomeBenefitsID", "Record")]
    [InlineData("healthanddv", "HealthAndDVID", "Record")]
    [InlineData("disabilities", "DisabilitiesID", "Record")]
    [InlineData("employmenteducation", "EmploymentEducationID", "Record")]
    [InlineData("currentlivingsituation", "CurrentLivingSitID", "Record")]
    [InlineData("youtheducationstatus", "YouthEducationStatusID", "Record")]
    [InlineData("assessment", "AssessmentID", "Record")]
    [InlineData("assessmentquestions", "AssessmentQuestionID", "Record")]
    [InlineData("assessmentresults", "AssessmentResultID", "Record")]
    [InlineData("events", "EventID", "Record")]
    public void Every_hud_record_names_its_client_and_itself(string path, string idName, string scheme)
    {
        string body = $$"""{"PersonalID":"p1","{{idName}}":"x1","HouseholdID":"h1"}""";
        Read.Request(The.HudApi, "POST", "/" + path, body).Record().References.Text().Split(' ').ShouldBe(
            ["Vendor:Refers:p1@/**/PersonalID", $"{scheme}:Defines:x1@{PlaceOf(idName)}", "Household:Defines:h1@/**/HouseholdID"], ignoreOrder: true);
        Read.Request(The.HudApi, "PATCH", $"/{path}/x9", body).Record().References.Text().Split(' ').ShouldBe(
            [$"{scheme}:Refers:x9@path", "Vendor:Refers:p1@/**/PersonalID", $"{scheme}:Refers:x1@{PlaceOf(idName)}", "Household:Defines:h1@/**/HouseholdID"], ignoreOrder: true);
        Learned(The.HudApi, "POST", "/" + path, $$"""{"{{idName}}":"x1"}""").ShouldBe($"{scheme}:Defines:x1@/{idName}");
    }

    [Fact]
    public void A_hud_service_names_its_enrollment_and_its_lock()
    {
        PayloadRecord record = Read.Request(
            The.HudApi, "POST", "/services", """{"EnrollmentID":"e1","PersonalID":"p1","Restricted":true,"PrivatePay":1}""").Record();
        record.References.Text().ShouldBe("Enrollment:Refers:e1@/**/EnrollmentID Vendor:Refers:p1@/**/PersonalID");
        record.IsLocked.ShouldBeTrue();
        Read.Request(The.HudApi, "POST", "/services", """{"PrivatePay":1,"NoPrivatePayReason":1}""").Record().IsLocked.ShouldBeFalse();
    }

    [Fact]
    public void The_recorded_clarity_calls_are_read()
    {
        string? cases = Environment.GetEnvironmentVariable("HMIS_CASES");
        string[] files = cases is null ? [] : Directory.GetFiles(Path.Combine(cases, "clarity-rest"), "*.json");
        foreach (string file in files)
        {
            using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
            string route = document.RootElement.GetProperty("route").GetString()!;
            string target = route.StartsWith('(') ? "/clients/32/client-programs/enroll" : route.Split(' ')[1].Replace("{id}", "384");
            PayloadRecord record = Read.Request(
                The.Clarity, document.RootElement.GetProperty("method").GetString()!, target, document.RootElement.GetProperty("body").GetRawText()).Record();
            record.References.Count.ShouldBe(target == "/clients" ? 0 : 1, file);
        }
    }

    private static string Learned(VendorProfile profile, string method, string target, string answer) =>
        AnswerReader.Learn(The.Match(profile, method, target).Rule, System.Text.Encoding.UTF8.GetBytes(answer)).Text();

    private static string PlaceOf(string idName) => idName == "EnrollmentID" ? "/**/EnrollmentID" : "/" + idName;
}

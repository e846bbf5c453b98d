namespace HmisGateway.Policy.Tests.Profiles.Shapes;

/// <summary>The calls of the HUD HMIS API, in the columns of its published drafts.</summary>
public sealed class HudApiShapes : ProfileShapes
{
    private protected override string Name => "hud-api";

    private protected override IReadOnlyList<Shape> Writes =>
    [
        new Shape("POST", "/clients", """{"FirstName":"$FIRST","LastName":"$LAST","NameDataQuality":1,"SSN":"$SSN","SSNDataQuality":1,"DOB":"$BIRTH","DOBDataQuality":1,"VeteranStatus":0}"""),
        new Shape("PATCH", "/clients/$CLIENT", """{"VeteranStatus":1}"""),
        new Shape("POST", "/enrollments", """{"PersonalID":"$CLIENT","ProjectID":"p1","EntryDate":"2026-10-01","RelationshipToHoH":1}"""),
        new Shape("PATCH", "/enrollments/$ENROLLMENT", """{"DisablingCondition":1}"""),
        new Shape("PUT", "/enrollments/$ENROLLMENT", """{"PersonalID":"$CLIENT2","DisablingCondition":1}"""),
        new Shape("POST", "/exit", """{"EnrollmentID":"$ENROLLMENT","PersonalID":"$CLIENT","ExitDate":"2026-10-02","Destination":410}"""),
        new Shape("POST", "/services", """{"EnrollmentID":"$ENROLLMENT","PersonalID":"$CLIENT2","DateProvided":"2026-10-01","RecordType":200,"TypeProvided":200}"""),
        new Shape("PATCH", "/incomebenefits/$RECORD", """{"TotalMonthlyIncome":120}"""),
        new Shape("POST", "/healthanddv", """{"EnrollmentID":"$ENROLLMENT","PersonalID":"$CLIENT","DomesticViolenceSurvivor":1,"WhenOccurred":1}"""),
        new Shape("POST", "/assessmentresults", """{"AssessmentID":"$RECORD","AssessmentResultType":"score"}"""),
        new Shape("PATCH", "/events/$RECORD", """{"ReferralResult":1}"""),
    ];

    private protected override IReadOnlyList<Shape> Reads =>
    [
        new Shape("GET", "/client/1003/enrollments"),
        new Shape("GET", "/csvexport?PersonalID=1003"),
    ];

    private protected override IReadOnlyList<Shape> Searches =>
    [
        new Shape("POST", "/client/search", """{"FirstName":"$FIRST","LastName":"$LAST","DOB":"$BIRTH","SSN":"$SSN"}"""),
    ];

    private protected override IReadOnlyList<Shape> NotCovered =>
    [
        new Shape("POST", "/notes", """{}"""),
        new Shape("POST", "/projects", """{}"""),
    ];
}

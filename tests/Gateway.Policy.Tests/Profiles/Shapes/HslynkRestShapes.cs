namespace HmisGateway.Policy.Tests.Profiles.Shapes;

/// <summary>The calls of HSLynk's client API, as in its published examples.</summary>
public sealed class HslynkRestShapes : ProfileShapes
{
    private protected override string Name => "hslynk-rest";

    private protected override IReadOnlyList<Shape> Writes =>
    [
        new Shape("POST", "/hmis-clientapi-v2016/rest/clients", """{"client":{"firstName":"$FIRST","lastName":"$LAST","nameDataQuality":2,"ssn":"$SSN","ssnDataQuality":2,"dob":"$BIRTH","dobDataQuality":9,"race":2,"gender":2,"veteranStatus":"99"}}"""),
        new Shape("POST", "/hmis-clientapi/rest/v2020/clients", """{"client":{"firstName":"$FIRST","lastName":"$LAST","sourceSystemId":"$OWN"}}"""),
        new Shape("PUT", "/hmis-clientapi/rest/v2020/clients/$CLIENT", """{"client":{"dedupClientId":"$CLIENT2","firstName":"$FIRST"}}"""),
        new Shape("POST", "/hmis-clientapi/rest/v2020/clients/$CLIENT/enrollments", """{"enrollment":{"personalId":"$CLIENT2","entryDate":"2026-10-01","projectId":"p"}}"""),
        new Shape("POST", "/hmis-clientapi/rest/v2020/clients/$CLIENT/enrollments/$ENROLLMENT/incomeandsources", """{"incomeAndSource":{"incomefromanysource":1,"totalmonthlyincome":120}}"""),
        new Shape("PUT", "/hmis-clientapi-v2016/rest/clients/$CLIENT/enrollments/$ENROLLMENT/disabilitiess/$RECORD", """{"disabilities":{"disabilitiesId":"$RECORD","disabilitytype":10,"disabilityresponse":1,"informationDate":"05-05-2015 15:15"}}"""),
        new Shape("POST", "/hmis-clientapi/rest/v2020/clients/$CLIENT/enrollments/$ENROLLMENT/exits", """{"exit":{"destination":1,"exitdate":"2026-10-02"}}"""),
        new Shape("POST", "/hmis-clientapi/rest/v2020/clients/exits/$RECORD/rhyaftercares", """{"rhyAfterCare":{"afterCareDate":"2026-10-03"}}"""),
        new Shape("POST", "/hmis-clientapi/rest/v2020/clients/$CLIENT/consents", """{"consent":{"clientId":"$CLIENT","startTime":1759276800000,"endTime":1853884800000,"status":"APPROVED","globalProjects":[{"id":"p"}],"entityGroup":"e"}}"""),
        new Shape("PUT", "/hmis-clientapi/rest/v2020/hmishouseholds/$HOUSEHOLD/members", """{"members":[{"memberId":"$CLIENT","relationshipToHeadOfHousehold":"self"},{"memberId":"$CLIENT2","relationshipToHeadOfHousehold":"child"}]}"""),
    ];

    private protected override IReadOnlyList<Shape> Reads =>
    [
        new Shape("GET", "/hmis-clientapi/rest/v2020/clients/1003/checkUserConsent"),
    ];

    private protected override IReadOnlyList<Shape> NotCovered =>
    [
        new Shape("POST", "/hmis-clientapi/rest/v2020/clients/1001/dedup/merge", """{}"""),
        new Shape("POST", "/hmis-upload-service/rest/bulkupload/2020", """{}"""),
        new Shape("POST", "/hmis-clientapi/rest/v2020/projects", """{}"""),
    ];
}

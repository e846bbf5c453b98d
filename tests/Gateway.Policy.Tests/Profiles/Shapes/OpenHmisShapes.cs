namespace HmisGateway.Policy.Tests.Profiles.Shapes;

/// <summary>The calls of the OpenHMIS API, version 3, as its reference shows them.</summary>
public sealed class OpenHmisShapes : ProfileShapes
{
    private protected override string Name => "openhmis";

    private protected override IReadOnlyList<Shape> Writes =>
    [
        new Shape("POST", "/openhmis/api/v3/clients/", """{"firstName":"$FIRST","middleName":null,"lastName":"$LAST","nameDataQuality":99,"ssn":"$SSN","ssnDataQuality":1,"dob":"$BIRTH","dobDataQuality":1,"veteranStatus":0}"""),
        new Shape("PUT", "/openhmis/api/v3/clients/$CLIENT", """{"firstName":"$FIRST","middleName":null,"lastName":"$LAST"}"""),
        new Shape("POST", "/openhmis/api/v3/enrollments", """{"personalId":"$CLIENT","projectId":"1","entryDate":"2026-10-01","incomeSources":[{"personalId":"$CLIENT2","incomeFromAnySource":1}],"projectExit":{"exitDate":"2026-10-02"}}"""),
        new Shape("PUT", "/openhmis/api/v3/enrollments/$ENROLLMENT", """{"disablingCondition":1}"""),
        new Shape("POST", "/openhmis/api/v3/services/income-sources", """{"enrollmentId":"$ENROLLMENT","totalMonthlyIncome":120}"""),
        new Shape("PUT", "/openhmis/api/v3/services/income-sources/$RECORD", """{"totalMonthlyIncome":120}"""),
        new Shape("POST", "/openhmis/api/v3/consents", """{"clientId":"$CLIENT","submitterId":"s","organizationIds":["1"],"cocIds":["IL-510"],"fields":{"firstName":0,"lastName":0},"approvalStatus":0}"""),
        new Shape("POST", "/openhmis/api/v3/clients/", "<client><firstName>$FIRST</firstName><lastName>$LAST</lastName><ssn>$SSN</ssn><dob>$BIRTH</dob></client>", "application/xml"),
        new Shape("PUT", "/openhmis/api/v3/clients/$CLIENT", "<client><personalId>$CLIENT2</personalId><firstName>x</firstName></client>", "application/xml"),
        new Shape("POST", "/openhmis/api/v3/enrollments", "<enrollment><personalId>$CLIENT</personalId><incomeSources><incomeSource><personalId>$CLIENT2</personalId></incomeSource></incomeSources></enrollment>", "application/xml"),
        new Shape("POST", "/openhmis/api/v3/consents", "<consent><clientId>$CLIENT</clientId><approvalStatus>0</approvalStatus></consent>", "application/xml"),
    ];

    private protected override IReadOnlyList<Shape> Reads =>
    [
        new Shape("GET", "/openhmis/api/v3/clients/1003"),
        new Shape("GET", "/openhmis/api/v3/clients?firstName=J*&dobEnd=2015-05-09"),
    ];

    private protected override IReadOnlyList<Shape> NotCovered =>
    [
        new Shape("POST", "/openhmis/api/v3/organizations", """{}"""),
        new Shape("POST", "/clients", """{}"""),
    ];
}

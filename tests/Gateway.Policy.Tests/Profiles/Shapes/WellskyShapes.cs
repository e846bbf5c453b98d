namespace HmisGateway.Policy.Tests.Profiles.Shapes;

/// <summary>The calls of the template for WellSky Community Services; its wire is not public.</summary>
public sealed class WellskyShapes : ProfileShapes
{
    private protected override string Name => "wellsky";

    private protected override IReadOnlyList<Shape> Writes =>
    [
        new Shape("POST", "/api/v1/clients", """{"firstName":"$FIRST","lastName":"$LAST","dateOfBirth":"$BIRTH","ssn":"$SSN","locked":true}"""),
        new Shape("PUT", "/api/v1/clients/$CLIENT", """{"firstName":"$FIRST","visibility":"closed"}"""),
        new Shape("POST", "/api/v1/clients/$CLIENT/entry-exits", """{"providerId":7,"entryDate":"2026-10-01","householdMembers":[{"id":"$CLIENT2"}]}"""),
        new Shape("PUT", "/api/v1/clients/$CLIENT/entry-exits/$ENROLLMENT", """{"exitDate":"2026-10-02","reasonForLeaving":1}"""),
        new Shape("POST", "/api/v1/clients/$CLIENT/services", """{"entryExitId":"$ENROLLMENT2","code":"BH-1800","startDate":"2026-10-01"}"""),
        new Shape("PUT", "/api/v1/clients/$CLIENT/case-notes/$RECORD", """{"note":"n"}"""),
        new Shape("POST", "/api/v1/clients/$CLIENT/releases", """{"releaseGranted":"Yes","startDate":"2026-10-01","endDate":"2029-10-01","householdMembers":[{"id":"$CLIENT2"}]}"""),
    ];

    private protected override IReadOnlyList<Shape> Reads => [new Shape("GET", "/api/v1/clients/1003")];

    private protected override IReadOnlyList<Shape> NotCovered =>
    [
        new Shape("POST", "/api/v1/imports", """{}"""),
        new Shape("DELETE", "/api/v1/clients/1001"),
    ];
}

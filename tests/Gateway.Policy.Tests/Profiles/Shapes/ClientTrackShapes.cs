namespace HmisGateway.Policy.Tests.Profiles.Shapes;

/// <summary>The calls of the template for ClientTrack; its paths are not public.</summary>
public sealed class ClientTrackShapes : ProfileShapes
{
    private protected override string Name => "clienttrack";

    private protected override IReadOnlyList<Shape> Writes =>
    [
        new Shape("POST", "/api/clients", """{"FirstName":"$FIRST","LastName":"$LAST","BirthDate":"$BIRTH","SSN":"$SSN"}"""),
        new Shape("PUT", "/api/CTObjects/Client/$CLIENT", """{"ClientID":"$CLIENT2","VeteranStatus":1}"""),
        new Shape("POST", "/api/CTObjects/Enrollment", """{"ClientID":"$CLIENT","ProgramID":3,"EnrollDate":"10/1/2026","RestrictOrg":1}"""),
        new Shape("PUT", "/api/enrollments/$ENROLLMENT", """{"ExitDate":"10/2/2026"}"""),
        new Shape("POST", "/api/CTObjects/Service", """{"Service_ServiceCodeID":12,"Service_ClientID":"$CLIENT","Service_EnrollID":"$ENROLLMENT2","Service_BeginDate":"10/1/2026","Service_RestrictOrg":1}"""),
        new Shape("PUT", "/api/CTObjects/Service/77", """{"ClientID":"$CLIENT","Comments":"c"}"""),
        new Shape("POST", "/api/clients/$CLIENT/files", """{"FileName":"a.pdf","Content":"AAAA"}"""),
    ];

    private protected override IReadOnlyList<Shape> Reads =>
    [
        new Shape("GET", "/api/clients/1003"),
    ];

    private protected override IReadOnlyList<Shape> NotCovered =>
    [
        new Shape("POST", "/api/StoredProcedures/Merge", """{}"""),
        new Shape("POST", "/api/CRQL", """{"query":"SELECT ClientID FROM Client"}"""),
        new Shape("DELETE", "/api/CTObjects/Client/1001"),
    ];
}

namespace HmisGateway.Policy.Tests.Profiles.Shapes;

/// <summary>The calls of Clarity's REST API, as recorded of an agency system.</summary>
public sealed class ClarityRestShapes : ProfileShapes
{
    private protected override string Name => "clarity-rest";

    private protected override IReadOnlyList<Shape> Writes =>
    [
        new Shape("POST", "/clients", """{"client":{"first_name":"$FIRST","last_name":"$LAST","ssn1":"$SSN","ssn2":"","ssn3":"","birth_date":"$BIRTH","name_quality":1},"screenValues":{"gender":[99],"name_middle":null},"fields":"id"}"""),
        new Shape("PUT", "/clients/$CLIENT", """{"client":{"alias":"x"},"screenValues":{"veteran":99},"fields":"id"}"""),
        new Shape("POST", "/api1/clients/$CLIENT/client-programs/enroll", """{"programId":2,"sex":99,"screenValues":{"disabled":1,"program_date":"2001-01-01"},"household_members":["$CLIENT2"],"fields":"id,ref_client,ref_program"}"""),
        new Shape("POST", "/clients/$CLIENT/client-notes", """{"clientNote":{"title":"t","ref_client_program":null,"date":"10/10/2010","note":"n","category":{"code":1},"ref_category":"1","private":"0","tracking_hour":null,"tracking_minute":null},"fields":"id"}"""),
        new Shape("POST", "/clients/$CLIENT/client-programs/$ENROLLMENT/client-notes", """{"clientNote":{"title":"t","ref_client_program":"$ENROLLMENT2","date":"2010-10-10","note":"n","private":"1"}}"""),
        new Shape("PUT", "/clients/$CLIENT/client-notes/$RECORD", """{"clientNote":{"id":"$RECORD","title":"t","note":"n","date":"10/10/2010"}}"""),
        new Shape("POST", "/clients/$CLIENT/client-files", """{"clientFile":{"ref_category":12,"ref_file_name":89,"private":true,"name":null},"base64_file_content":"data:application/pdf;base64,AAAA","file_name":"hello.pdf"}"""),
        new Shape("POST", "/clients/$CLIENT/client-files/$RECORD", """{"clientFile":{"id":"$RECORD","ref_category":12,"private":null,"file":{"name":"a","mimeType":"application/pdf","uploadedFile":""}}}"""),
    ];

    private protected override IReadOnlyList<Shape> Reads =>
    [
        new Shape("GET", "/clients/1003"),
        new Shape("GET", "/api1/clients/1001/client-files"),
    ];

    private protected override IReadOnlyList<Shape> Searches =>
    [
        new Shape("POST", "/api1/clients/long", """{"filter":{"client":{"first_name":"$FIRST","last_name":"$LAST","birth_date":"$BIRTH","ssn":"$SSN"}}}"""),
    ];

    private protected override IReadOnlyList<Shape> NotCovered =>
    [
        new Shape("POST", "/clients/1001/assessments", """{"x":1}"""),
        new Shape("POST", "/clients/merge", """{"from":1001,"to":1002}"""),
    ];
}

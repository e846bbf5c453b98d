namespace HmisGateway.Policy.Tests.Profiles.Shapes;

/// <summary>The mutations of Clarity's Operational API, as recorded of an agency system.</summary>
public sealed class ClarityGraphQLShapes : ProfileShapes
{
    private protected override string Name => "clarity-graphql";

    private protected override IReadOnlyList<Shape> Writes =>
    [
        new Shape("POST", "/graphql", """{"query":"mutation ($clientInput: CreateClientInput!, $sub: CreateClientSubItemsInput!) { createClient(client: $clientInput, data: $sub) { personalId } }","variables":{"clientInput":{"firstName":"$FIRST","lastName":"$LAST","nameDataQuality":1,"ssn1":"$SSN","ssn2":"","ssn3":"","dob":"$BIRTH","dobDataQuality":1},"sub":{"middleName":null,"alias":null}}}"""),
        new Shape("POST", "/graphql", """{"query":"mutation ($c: UpdateClientInput!) { updateClient(client: $c) { personalId } }","variables":{"c":{"personalId":"$CLIENT","veteranStatus":1}}}"""),
        new Shape("POST", "/graphql", """{"query":"mutation ($clientNoteInput: CreateClientNoteInput!){ createClientNote(data:$clientNoteInput){id} }","variables":{"clientNoteInput":{"personalId":"$CLIENT","enrollmentId":"$ENROLLMENT","title":"t","note":"n","date":"2025-10-17","category":"1"}}}"""),
        new Shape("POST", "/graphql", """{"query":"mutation ($n: UpdateClientNoteInput!){ updateClientNote(data:$n){id} }","variables":{"n":{"id":"$RECORD","personalId":"$CLIENT","enrollmentId":"$ENROLLMENT2","title":"t"}}}"""),
        new Shape("POST", "/graphql", """{"query":"mutation ($r: CreateReleaseOfInformationInput!){ createReleaseOfInformation(personalId: \"$CLIENT\", data:$r){id} }","variables":{"r":{"permission":1,"startDate":"2026-01-01","endDate":"2029-01-01","documentation":2}}}"""),
        new Shape("POST", "/graphql", """{"query":"mutation { a: createClientNote(data: { personalId: \"$CLIENT\", note: \"n\" }) { id } b: createClientNote(data: { personalId: \"$CLIENT2\", note: \"n\" }) { id } }","variables":{}}"""),
    ];

    private protected override IReadOnlyList<Shape> Reads =>
    [
        new Shape("POST", "/graphql", """{"query":"query { listEnrollments(filter: { personalId: \"1003\" }) { enrollmentId enrollmentHouseholdMembers { personalId enrollmentId } } }","variables":{}}"""),
        new Shape("POST", "/graphql", """{"query":"mutation CreateAuthToken($username: String!, $password: String!){ createAuthToken(username:$username,password:$password){ authToken } }","variables":{"username":"u","password":"p"}}"""),
    ];

    private protected override IReadOnlyList<Shape> NotCovered =>
    [
        new Shape("POST", "/graphql", """{"query":"mutation { deleteClient(personalId: \"1001\") { id } }","variables":{}}"""),
        new Shape("POST", "/graphql/other", """{}"""),
    ];
}

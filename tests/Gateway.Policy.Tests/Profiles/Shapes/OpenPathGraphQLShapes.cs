namespace HmisGateway.Policy.Tests.Profiles.Shapes;

/// <summary>The mutations of Open Path HMIS, as its front end sends them.</summary>
public sealed class OpenPathGraphQLShapes : ProfileShapes
{
    private protected override string Name => "openpath-graphql";

    private protected override IReadOnlyList<Shape> Writes =>
    [
        new Shape("POST", "/hmis/hmis-gql", """{"query":"mutation SubmitForm($input: SubmitFormInput!) { submitForm(input: $input) { record { ... on Client { id } } errors { message } } }","variables":{"input":{"input":{"formDefinitionId":"7","hudValues":{"names":[{"first":"$FIRST","last":"$LAST","nameDataQuality":"FULL_NAME_REPORTED","primary":true}],"dob":"$BIRTH","ssn":"$SSN"},"values":{}}}}}"""),
        new Shape("POST", "/hmis/hmis-gql", """{"query":"mutation SubmitForm($input: SubmitFormInput!) { submitForm(input: $input) { record { id } } }","variables":{"input":{"input":{"formDefinitionId":"9","clientId":"$CLIENT","enrollmentId":"$ENROLLMENT","recordId":"$RECORD","hudValues":{"content":"n"}},"recordLockVersion":3}}}"""),
        new Shape("POST", "/hmis/hmis-gql", """{"query":"mutation($i: SubmitAssessmentInput!) { submitAssessment(input: $i) { assessment { id } } }","variables":{"i":{"input":{"enrollmentId":"$ENROLLMENT","formDefinitionId":"4","hudValues":{},"values":{}}}}}"""),
        new Shape("POST", "/hmis/hmis-gql", """{"query":"mutation($i: BulkAssignServiceInput!) { bulkAssignService(input: $i) { success } }","variables":{"i":{"clientIds":["$CLIENT","$CLIENT2"],"dateProvided":"2026-10-01","projectId":"1","serviceTypeId":"2"}}}"""),
        new Shape("POST", "/hmis/hmis-gql", """{"query":"mutation { setClientRestricted(clientId: \"$CLIENT\", restricted: true) { client { id } } }","variables":{}}"""),
        new Shape("POST", "/hmis/hmis-gql", """{"query":"mutation($i: JoinHouseholdInput!) { joinHousehold(input: $i) { receivingHousehold { id } } }","variables":{"i":{"receivingHouseholdId":"$HOUSEHOLD","joiningEnrollmentInputs":[{"enrollmentId":"$ENROLLMENT2","relationshipToHoh":"CHILD"}]}}}"""),
        new Shape("POST", "/hmis/hmis-gql", """[{"query":"mutation { createClientAlert(input: { clientId: \"$CLIENT\", note: \"n\" }) { clientAlert { id } } }","variables":{}},{"query":"mutation { createClientAlert(input: { clientId: \"$CLIENT2\", note: \"n\" }) { clientAlert { id } } }","variables":{}}]"""),
    ];

    private protected override IReadOnlyList<Shape> Reads =>
    [
        new Shape("POST", "/hmis/hmis-gql", """{"query":"query GetClient($id: ID!) { client(id: $id) { id names { first last } } }","variables":{"id":"1003"}}"""),
    ];

    private protected override IReadOnlyList<Shape> NotCovered =>
    [
        new Shape("POST", "/hmis/hmis-gql", """{"query":"mutation { createDirectUpload(input: { input: { filename: \"a\", byteSize: 1 } }) { signedBlobId } }","variables":{}}"""),
        new Shape("POST", "/hmis/hmis-gql", """{"query":"mutation { mergeClients(input: { clientIds: [\"1001\", \"1002\"] }) { client { id } } }","variables":{}}"""),
    ];
}

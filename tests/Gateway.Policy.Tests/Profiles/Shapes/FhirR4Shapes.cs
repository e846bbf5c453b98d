namespace HmisGateway.Policy.Tests.Profiles.Shapes;

/// <summary>FHIR R4 as the HUD Data Lab maps HMIS to it: resources, and bundles of them.</summary>
public sealed class FhirR4Shapes : ProfileShapes
{
    private protected override string Name => "fhir-r4";

    private protected override IReadOnlyList<Shape> Writes =>
    [
        new Shape("POST", "/Patient", """{"resourceType":"Patient","identifier":[{"system":"http://hl7.org/fhir/sid/us-ssn","value":"$SSN"}],"name":[{"use":"official","family":"$LAST","given":["$FIRST"]}],"birthDate":"$BIRTH"}"""),
        new Shape("PUT", "/fhir/Patient/$CLIENT", """{"resourceType":"Patient","id":"$CLIENT","identifier":[{"system":"http://hmis.hud.gov/identifiers/PersonalID","value":"$CLIENT2"},{"system":"urn:agency:mrn","value":"a b"}],"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]}}"""),
        new Shape("POST", "/EpisodeOfCare", """{"resourceType":"EpisodeOfCare","status":"active","patient":{"reference":"Patient/$CLIENT"},"managingOrganization":{"reference":"Organization/1"},"period":{"start":"2026-10-01"}}"""),
        new Shape("PUT", "/EpisodeOfCare/$ENROLLMENT", """{"resourceType":"EpisodeOfCare","status":"active","patient":{"reference":"http://hmis.example.org/fhir/Patient/$CLIENT2"},"managingOrganization":{"reference":"Organization/1"},"period":{"start":"2026-10-01"}}"""),
        new Shape("POST", "/Consent", """{"resourceType":"Consent","status":"active","scope":{"coding":[{"code":"patient-privacy"}]},"category":[{"coding":[{"code":"IDSCL"}]}],"patient":{"reference":"Patient/$CLIENT"},"dateTime":"2026-10-01","organization":[{"reference":"Organization/1"}],"provision":{"type":"permit"}}"""),
        new Shape("POST", "/Coverage", """{"resourceType":"Coverage","status":"active","beneficiary":{"reference":"Patient/$CLIENT"},"payor":[{"reference":"Organization/2"}]}"""),
        new Shape("POST", "/Observation", """{"resourceType":"Observation","status":"final","code":{"text":"c"},"subject":{"identifier":{"system":"http://hmis.hud.gov/identifiers/PersonalID","value":"$CLIENT"}}}"""),
        new Shape("POST", "/Group", """{"resourceType":"Group","type":"person","actual":true,"member":[{"entity":{"reference":"Patient/$CLIENT"}},{"entity":{"reference":"Patient/$CLIENT2"}}]}"""),
        new Shape("POST", "/fhir", """{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a","resource":{"resourceType":"Patient","identifier":[{"system":"http://hl7.org/fhir/sid/us-ssn","value":"$SSN"}],"name":[{"use":"official","family":"$LAST","given":["$FIRST"]}],"birthDate":"$BIRTH"},"request":{"method":"POST","url":"Patient"}},{"resource":{"resourceType":"EpisodeOfCare","status":"active","patient":{"reference":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"},"managingOrganization":{"reference":"Organization/1"},"period":{"start":"2026-10-01"}},"request":{"method":"POST","url":"EpisodeOfCare"}},{"resource":{"resourceType":"Organization","name":"o"},"request":{"method":"POST","url":"Organization"}}]}"""),
        new Shape("POST", "/", """{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient","id":"$CLIENT"},"request":{"method":"PUT","url":"Patient/$CLIENT"}},{"resource":{"resourceType":"Observation","subject":{"reference":"Patient/$CLIENT2"}},"request":{"method":"POST","url":"Observation"}},{"request":{"method":"GET","url":"Patient/1003"}}]}"""),
    ];

    private protected override IReadOnlyList<Shape> Reads =>
    [
        new Shape("GET", "/Patient/1003"),
        new Shape("GET", "/Patient?name=Ada"),
        new Shape("POST", "/", """{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient/1003"}}]}"""),
    ];

    private protected override IReadOnlyList<Shape> Searches =>
    [
        new Shape("POST", "/Patient/$match", """{"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Patient","identifier":[{"system":"http://hl7.org/fhir/sid/us-ssn","value":"$SSN"}],"name":[{"use":"official","family":"$LAST","given":["$FIRST"]}],"birthDate":"$BIRTH"}}]}"""),
    ];

    private protected override IReadOnlyList<Shape> NotCovered =>
    [
        new Shape("POST", "/Practitioner", """{"resourceType":"Practitioner"}"""),
        new Shape("PATCH", "/Patient/1001", """[]"""),
        new Shape("POST", "/Patient/$merge", """{}"""),
        new Shape("POST", "/", """{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Basic"},"request":{"method":"POST","url":"Basic"}}]}"""),
    ];
}

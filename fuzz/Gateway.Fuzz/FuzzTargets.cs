using System.Text;
using HmisGateway.Fuzz.Targets;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Fuzz;

/// <summary>Every reader that is fed.</summary>
internal static class FuzzTargets
{
    /// <summary>A rule for each format; each looks for clients under <c>personalId</c>, at any depth.</summary>
    internal const string ProfileText = """
        {
          "name": "fuzz",
          "shared": { "select": [{ "json": "/**/personalId", "scheme": "vendor" }], "lock": [{ "json": "/**/private", "values": [true, "1"] }] },
          "rules": [
            { "name": "json", "method": "POST", "path": "/json", "body": "json", "operation": "create", "kind": "note",
              "select": [{ "json": "/members/*/id", "scheme": "vendor" }], "identity": { "firstName": "/first", "lastName": "/last", "dob": "/dob", "ssn": ["/s1", "/s2"] },
              "learn": [{ "json": "/id", "scheme": "vendor" }, { "json": "/list/*/id", "scheme": "record" }] },
            { "name": "items", "method": "POST", "path": "/items", "body": "json", "operation": "bulk", "kind": "service", "items": "/items" },
            { "name": "form", "method": "POST", "path": "/form", "body": "form", "operation": "create", "kind": "note",
              "select": [{ "json": "/client[id]", "scheme": "vendor" }] },
            { "name": "xml", "method": "POST", "path": "/xml", "body": "xml", "operation": "create", "kind": "note",
              "select": [{ "json": "/note@client", "scheme": "vendor" }, { "json": "/note/members/member/*/id", "scheme": "vendor" }] },
            { "name": "kinds", "method": "POST", "path": "/kinds", "body": "xml", "under": "/records", "elements": {
                "note": { "operation": "create", "kind": "note" }, "visit": { "operation": "update", "kind": "service" } } },
            { "name": "soap", "method": "POST", "path": "/soap", "body": "soap", "elements": {
                "createNote": { "operation": "create", "kind": "note", "namespace": "urn:hmis" } } },
            { "name": "multipart", "method": "POST", "path": "/multipart", "body": "multipart", "operation": "create", "kind": "attachment",
              "parts": { "picture": "file", "about": "json" }, "select": [{ "json": "/about/client/id", "scheme": "vendor" }] },
            { "name": "merge-patch", "method": "PATCH", "path": "/patch", "body": ["mergePatch", "jsonPatch"], "operation": "update", "kind": "client",
              "select": [{ "json": "/members/*/id", "scheme": "vendor" }] },
            { "name": "graphql", "method": "POST", "path": "/graphql", "body": "graphQL", "mutations": {
                "createNote": { "operation": "create", "kind": "note" },
                "updateNotes": { "operation": "update", "kind": "note", "items": "/notes" },
                "login": { "operation": "auth" } } },
            { "name": "patient", "method": "POST", "path": "/Patient", "body": "fhir", "operation": "create", "kind": "client",
              "select": [{ "json": "/**/reference", "scheme": "vendor", "role": "refers", "prefix": "Patient/" }] },
            { "name": "put-patient", "method": "PUT", "path": "/Patient/{patient}", "body": "fhir", "operation": "update", "kind": "client",
              "select": [{ "path": "patient", "scheme": "vendor", "role": "refers" }] },
            { "name": "bundle", "method": "POST", "path": "/", "body": "fhirBundle", "withoutClients": ["Location"] },
            { "name": "batch", "method": "POST", "path": "/$batch", "body": "odataBatch" }
          ]
        }
        """;

    /// <summary>The profile that requests are read by.</summary>
    internal static VendorProfile Profile { get; } =
        ProfileCompiler.Compile(Encoding.UTF8.GetBytes(ProfileText)) switch
        {
            ProfileCompilation.Compiled compiled => compiled.Profile,
            ProfileCompilation.Rejected rejected => throw new InvalidOperationException(string.Join('\n', rejected.Errors)),
            _ => throw new InvalidOperationException(),
        };

    private static readonly string[] s_json =
        ["{", "}", "[", "]", ":", ",", "\"", "\\u0031", "\\", "null", "true", "1e0", "-0", "\"personalId\":", "\"310000001003\"", "\"310000001001\"", "\"members\":[", "\"id\":", "\"items\":[", "\uFEFF", "\u200B", "\u017F"];

    private static readonly string[] s_xml =
        ["<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "&#49;", "&#x31;", "&amp;", "<!DOCTYPE a>", "<personalId>", "</personalId>", "310000001003", " xmlns=\"urn:hmis\"", " xmlns:p=\"urn:p\"", "p:", "client=\"", "<note>", "</note>", "<members>"];

    private static readonly string[] s_fhir =
        [.. s_json, "\"resourceType\":\"Patient\"", "\"reference\":\"Patient/310000001003\"", "\"identifier\":[", "\"contained\":[", "\"urn:uuid:", "_history", "/Patient/"];

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("json", new RequestTargetReader("POST", "/json", "application/json").Read, s_json),
        new("items", new RequestTargetReader("POST", "/items", "application/json").Read, s_json),
        new("graphql", new RequestTargetReader("POST", "/graphql", "application/json").Read,
            [.. s_json, "{\"query\":\"", "\"variables\":", "mutation", "query", "fragment F on M", "...F", "... on M {", "@skip(if: true)", "$a", ": Any = ", "createNote(", "updateNotes(notes: [", "personalId: ", "\\\"\\\"\\\"", "#", "\\n", "(", ")", "!"]),
        new("form", new RequestTargetReader("POST", "/form", "application/x-www-form-urlencoded").Read,
            ["&", "=", "%", "%31", "+", ";", "personalId", "client[id]", "client%5Bid%5D", "[]", "310000001003", "_method", "%00", "%C3%A9"]),
        new("xml", new RequestTargetReader("POST", "/xml", "application/xml").Read, s_xml),
        new("kinds", new RequestTargetReader("POST", "/kinds", "text/xml").Read, [.. s_xml, "<visit>", "</visit>"]),
        new("soap", new RequestTargetReader("POST", "/soap", "text/xml").Read,
            [.. s_xml, "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">", "<s:Header>", "<s:Body>", "</s:Body></s:Envelope>", "<createNote xmlns=\"urn:hmis\">", "</createNote>"]),
        new("multipart", new RequestTargetReader("POST", "/multipart", "multipart/form-data; boundary=b").Read,
            ["--b", "\r\n", "--b\r\n", "--b--", "Content-Disposition: form-data; name=\"", "\"; filename=\"", "Content-Type: ", "Content-Transfer-Encoding: base64", "text/plain; charset=utf-8", "personalId", "310000001003", "about", "picture", "{\"client\":{\"id\":\"", "*=utf-8''"]),
        new("batch", new RequestTargetReader("POST", "/$batch", "multipart/mixed; boundary=b").Read,
            ["--b", "\r\n", "--b\r\n", "--b--", "Content-Type: application/http", "Content-Type: application/json", "POST /json HTTP/1.1", "PATCH /patch", "POST xml", "Content-ID: 1", "$1", "Content-Length: 2", "multipart/mixed; boundary=c", "{\"personalId\":\"310000001003\"}"]),
        new("batch-json", new RequestTargetReader("POST", "/$batch", "application/json").Read,
            [.. s_json, "{\"requests\":[", "\"method\":\"POST\"", "\"url\":\"/json\"", "\"id\":\"1\"", "\"body\":{", "\"headers\":{", "\"dependsOn\":[\"1\"]", "$1"]),
        new("fhir", new RequestTargetReader("POST", "/Patient", "application/fhir+json").Read, s_fhir),
        new("fhir-bundle", new RequestTargetReader("POST", "/", "application/fhir+json").Read,
            [.. s_fhir, "\"type\":\"transaction\"", "\"entry\":[", "\"fullUrl\":\"urn:uuid:", "\"request\":{", "\"method\":\"POST\"", "\"url\":\"Patient\"", "\"ifNoneExist\"", "\"resource\":{", "Location"]),
        new("json-patch", new RequestTargetReader("PATCH", "/patch", "application/json-patch+json").Read,
            [.. s_json, "{\"op\":\"replace\"", "\"path\":\"/personalId\"", "\"value\":", "\"from\":", "move", "copy", "test", "remove", "add", "/members/-", "~1", "~0"]),
        new("merge-patch", new RequestTargetReader("PATCH", "/patch", "application/merge-patch+json").Read, s_json),
        new("pieces", PiecesReader.Read, s_json),
        new("csv", CsvTarget.Read, [",", "\"", "\"\"", "\r", "\n", "\r\n", "\uFEFF", "\0", "PersonalID", "SSN", "FirstName", "310000001003", "\u00E9", "\t"]),
        new("zip", ZipTarget.Read, ["PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "PK\u0007\u0008", "PK\u0006\u0006", "PK\u0006\u0007", "Client.csv", "/", "\0\0\0\0"]),
        new("answer", AnswerTarget.Read, [.. s_json, "\"list\":[", "<id>", "</id>", "<list>", "</list>", "<a>", "</a>"]),
        new("target", AddressTarget.Read, ["/", "//", "/.", "/..", "%2f", "%2E", ";", "?", "&", "=", "#", "%", "+", "[", "\\", "clients", "310000001003", "@", ":", "http://", "\u00E9"]),
        new("profile", ProfileTarget.Read,
            [.. s_json, "\"rules\":", "\"name\":", "\"path\":", "\"select\":", "\"json\":\"/**/a\"", "\"scheme\":\"vendor\"", "\"body\":\"json\"", "\"elements\":", "\"mutations\":", "\"operation\":\"create\"", "\"errorEnvelope\":", "/{a}", "/**"]),
    ];
}

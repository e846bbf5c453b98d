namespace HmisGateway.EndToEndTests.Splitting;

/// <summary>A profile with a list of records: <c>/households</c> splits it, <c>/whole</c> does not.</summary>
internal static class HouseholdProfile
{
    public const string Name = "households";

    public static string Json(string batch = "split") => $$"""
        { "name": "households",
          "rules": [
            {{Rule("households", $", \"batch\": \"{batch}\"")}},
            {{Rule("whole", "")}},
            { "name": "consents", "method": "POST", "path": "/consents", "body": "json", "operation": "create", "kind": "roi",
              "items": "", "root": "array", "batch": "split",
              "select": [{ "json": "/*/client", "scheme": "agency" }],
              "roi": { "choice": "/*/choice", "granted": ["yes"], "none": ["no"], "signedOn": "/*/signed" } }
          ] }
        """;

    /// <summary>A household, written with more spaces than a serializer would.</summary>
    public static string Household(params IEnumerable<string> members) => $$"""{ "owner": null, "household" : { "Members" : [ {{string.Join(" ,\n ", members)}} ] , "note": "as told" } }""";

    /// <summary>The same as it must arrive.</summary>
    public static string Sent(params IEnumerable<string> members) => $$"""{ "owner": null, "household" : { "Members" : [{{string.Join(',', members)}}] , "note": "as told" } }""";

    public static string Member(string client, string more = "") => $$"""{"clientId": "{{client}}", "x": [1, {"y": "]}\",[" }]{{more}} }""";

    private static string Rule(string name, string more) => $$"""
        { "name": "{{name}}", "method": "POST", "path": "/{{name}}", "body": "json", "operation": "create", "kind": "household",
          "items": "/household/members"{{more}},
          "select": [
            { "json": "/household/members/*/clientId", "scheme": "agency" },
            { "json": "/household/members/*/hmisId", "scheme": "vendor", "role": "defines" },
            { "json": "/household/members/*/enrollmentId", "scheme": "enrollment", "role": "defines" },
            { "json": "/owner", "scheme": "agency" }
          ],
          "identity": { "firstName": "/household/members/*/first", "lastName": "/household/members/*/last", "dob": "/household/members/*/dob", "ssn": "/household/members/*/ssn" },
          "lock": [{ "json": "/household/members/*/private", "values": [true] }],
          "learn": [{ "json": "/id", "scheme": "household" }] }
        """;
}

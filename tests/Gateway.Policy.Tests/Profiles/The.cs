using System.Text;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>Profiles, rules and targets for tests.</summary>
internal static class The
{
    internal static string Repository { get; } = FindRepository();

    internal static VendorProfile Clarity { get; } = Shipped("clarity-rest");

    internal static VendorProfile HudApi { get; } = Shipped("hud-api");

    internal static VendorProfile ClarityGraphQL { get; } = Shipped("clarity-graphql");

    internal static VendorProfile OpenPath { get; } = Shipped("openpath-graphql");

    internal static VendorProfile HmisXml { get; } = Shipped("hmis-xml");

    internal static VendorProfile Fhir { get; } = Shipped("fhir-r4");

    /// <summary>Every profile that is shipped.</summary>
    internal static IReadOnlyList<VendorProfile> ShippedProfiles { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Repository, "src", "Gateway", "Profiles"), "*.json").Where(static file => !file.EndsWith(".schema.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(static file => Compile(File.ReadAllText(file)))];

    /// <summary>A rule for each format that no shipped profile shows in all its forms.</summary>
    internal static VendorProfile EveryFormat { get; } = Compile("""
        {
          "name": "every-format",
          "shared": { "select": [{ "json": "/**/personalId", "scheme": "vendor" }] },
          "rules": [
            { "name": "note", "method": "POST", "path": "/notes", "body": ["json", "form", "xml", "multipart"], "operation": "create", "kind": "note",
              "select": [{ "json": "/**/client_id", "scheme": "vendor" }, { "json": "/**/enrollment_id", "scheme": "enrollment" }] },
            { "name": "file", "method": "POST", "path": "/clients/{client}/files", "body": "multipart", "operation": "create", "kind": "attachment",
              "parts": { "picture": "file", "about": "json" },
              "select": [
                { "path": "client", "scheme": "vendor" }, { "json": "/client[id]", "scheme": "vendor" },
                { "json": "/about/client/id", "scheme": "vendor" }, { "json": "/about/members/*/id", "scheme": "vendor" }] },
            { "name": "patch", "method": "PATCH", "path": "/clients/{client}", "body": ["json", "mergePatch", "jsonPatch"], "operation": "update", "kind": "client",
              "select": [
                { "path": "client", "scheme": "vendor" }, { "json": "/id", "scheme": "vendor" }, { "json": "/a~1b/id", "scheme": "vendor" },
                { "json": "/members/*/id", "scheme": "vendor" }, { "json": "/ids/*", "scheme": "vendor" }] },
            { "name": "by-query", "method": "POST", "path": "/visits", "body": "json", "operation": "create", "kind": "service",
              "select": [{ "query": "client", "scheme": "vendor" }, { "header": "X-Client", "scheme": "vendor" }, { "header": "X-Own", "scheme": "agency" }] },
            { "name": "batch", "method": "POST", "path": "/$batch", "body": "odataBatch" }
          ]
        }
        """);

    internal static RequestTarget Target(string raw) =>
        RequestTarget.Parse(raw).ShouldBeOfType<RequestTargetReading.Canonical>().Target;

    internal static VendorProfile Profile(string rules, string more = "") =>
        Compile($$"""{ "name": "test"{{more}}, "rules": [{{rules}}] }""");

    internal static RouteRule Rule(string members, string method = "POST", string body = "json", string operation = "create") =>
        Profile($$"""{ "name": "r", "method": "{{method}}", "path": "/x", "body": "{{body}}", "operation": "{{operation}}" {{members}} }""")
            .Rules[0];

    internal static RouteClassification.Matched Match(
        VendorProfile profile, string method, string target, bool hasBody = true, string? contentType = "application/json") =>
        profile.Classify(method, Target(target), contentType, hasBody).ShouldBeOfType<RouteClassification.Matched>();

    /// <summary>The content type of what a rule takes.</summary>
    internal static string ContentType(VendorProfile profile, string method, string target) =>
        (profile.Classify(method, Target(target), null, hasBody: false) as RouteClassification.Matched)?.Rule.Body switch
        {
            BodyFormat.Form => "application/x-www-form-urlencoded",
            BodyFormat.Xml => "application/xml",
            BodyFormat.Soap => "text/xml",
            BodyFormat.Fhir or BodyFormat.FhirBundle => "application/fhir+json",
            BodyFormat.JsonPatch => "application/json-patch+json",
            BodyFormat.MergePatch => "application/merge-patch+json",
            BodyFormat.Multipart => "multipart/form-data; boundary=b",
            _ => "application/json",
        };

    internal static VendorProfile Compile(string json) => ProfileCompiler.Compile(Encoding.UTF8.GetBytes(json)) switch
    {
        ProfileCompilation.Compiled compiled => compiled.Profile,
        ProfileCompilation.Rejected rejected => throw new InvalidOperationException(string.Join('\n', rejected.Errors)),
        _ => throw new InvalidOperationException(),
    };

    internal static VendorProfile Shipped(string name) =>
        Compile(File.ReadAllText(Path.Combine(Repository, "src", "Gateway", "Profiles", name + ".json")));

    private static string FindRepository()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "HmisGateway.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("The tests run inside the repository.");
    }
}

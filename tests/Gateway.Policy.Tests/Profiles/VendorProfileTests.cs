using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles;

public sealed class VendorProfileTests
{
    private static readonly VendorProfile Profile = The.Profile(
        """
        { "name": "create", "method": "POST", "path": ["/clients", "/api/clients"], "body": "json", "operation": "create" },
        { "name": "update", "method": "PUT", "path": "/clients/{client}", "body": "json", "operation": "update" },
        { "name": "long", "method": "PUT", "path": "/clients/long", "body": "json", "operation": "update" },
        { "name": "note", "method": "PUT", "path": "/clients/{client}/notes/{note}", "body": "json", "operation": "update" },
        { "name": "long-own", "method": "PUT", "path": "/clients/long/own/{x}", "body": "json", "operation": "update" },
        { "name": "read-client", "method": "GET", "path": "/clients/{client}", "operation": "read" },
        { "name": "read", "method": "GET", "path": "/**", "body": "optionalJson", "operation": "read" },
        { "name": "read-files", "method": "GET", "path": "/files/**", "operation": "read" }
        """);

    [Theory]
    [InlineData("POST", "/clients", "create", "")]
    [InlineData("POST", "/api/clients", "create", "")]
    [InlineData("PUT", "/clients/9", "update", "9")]
    [InlineData("PUT", "/clients/long", "long", "")]
    [InlineData("PUT", "/clients/long/notes/7", "note", "long,7")]
    [InlineData("PUT", "/clients/8/notes/7", "note", "8,7")]
    [InlineData("PUT", "/clients/long/own/7", "long-own", "7")]
    [InlineData("GET", "/clients/8", "read-client", "8")]
    [InlineData("GET", "/clients/8/notes", "read", "")]
    [InlineData("GET", "/", "read", "")]
    [InlineData("GET", "/files", "read-files", "")]
    [InlineData("GET", "/files/1/2", "read-files", "")]
    public void The_most_specific_template_wins(string method, string target, string rule, string values)
    {
        RouteClassification.Matched match = The.Match(Profile, method, target);
        match.Rule.Name.ShouldBe(rule);
        string.Join(',', match.PathValues).ShouldBe(values);
    }

    [Theory]
    [InlineData("POST", "/Clients")]
    [InlineData("POST", "/clients/")]
    [InlineData("POST", "/clients/1")]
    [InlineData("PUT", "/clients/")]
    [InlineData("PUT", "/clients")]
    [InlineData("put", "/clients/1")]
    [InlineData("PATCH", "/clients/1")]
    [InlineData("DELETE", "/clients/1")]
    [InlineData("POST", "/api1/clients")]
    [InlineData("PUT", "/clients/1/notes/")]
    public void Anything_else_is_not_covered(string method, string target) =>
        Profile.Classify(method, The.Target(target), "application/json", hasBody: true)
            .ShouldBe(new RouteClassification.Unclassified(DivertReason.NoRule));

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("APPLICATION/JSON", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("application/json;charset=UTF-8", true)]
    [InlineData("application/json; charset=\"utf-8\"", true)]
    [InlineData(" application/json ", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("text/json", false)]
    [InlineData("application/json, text/plain", false)]
    [InlineData("application/json,application/json", false)]
    [InlineData("application/json; charset=utf-16", false)]
    [InlineData("application/json; charset=utf-8; charset=utf-7", false)]
    [InlineData("application/json; x=y", false)]
    [InlineData("application/json;", false)]
    [InlineData("application/problem+json", false)]
    [InlineData("multipart/form-data; boundary=x", false)]
    public void A_body_needs_the_one_content_type(string? contentType, bool isCovered)
    {
        RouteClassification result = Profile.Classify("POST", The.Target("/clients"), contentType, hasBody: true);
        if (isCovered)
        {
            result.ShouldBeOfType<RouteClassification.Matched>();
        }
        else
        {
            result.ShouldBe(new RouteClassification.Unclassified(DivertReason.ContentTypeNotCovered));
        }
    }

    [Theory]
    [InlineData("GET", "/clients/8", "text/plain", true)]
    [InlineData("GET", "/anything", null, false)]
    [InlineData("POST", "/clients", null, false)]
    public void A_body_where_none_belongs_and_a_missing_one_are_left_to_the_reader(string method, string target, string? type, bool hasBody) =>
        Profile.Classify(method, The.Target(target), type, hasBody).ShouldBeOfType<RouteClassification.Matched>();
}

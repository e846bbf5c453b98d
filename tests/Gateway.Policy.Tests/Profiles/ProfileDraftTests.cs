using System.Text;
using System.Text.Json;
using CsCheck;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Profiles.Drafting;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>What is proposed from requests compiles, finds the clients by the names of fields, and holds no value.</summary>
public sealed class ProfileDraftTests
{
    [Fact]
    public void One_rule_is_drafted_for_each_method_and_path()
    {
        VendorProfile profile = Draft(
            ("POST", "/api1/clients/1003/visits", "application/json", """{"visit":{"enrollmentId":"517","note":"Ann Lee"}}"""),
            ("POST", "/api1/clients/9AD65C3CF/visits", "application/json", """{"visit":{"note":"x"},"ref_client":"7"}"""),
            ("PUT", "/api1/clients/1003/visits/44", "application/json; charset=utf-8", "{}"),
            ("PATCH", "/api1/clients/1003/visits/44", "application/merge-patch+json", """{"householdId":5}"""),
            ("DELETE", "/api1/clients/1003/visits/44", null, ""));

        profile.Rules.Select(static rule => $"{rule.Method} {rule.Templates[0]} {rule.Body} {rule.Operation} {rule.Kind}").ShouldBe(
            [
                "POST /api1/clients/{client}/visits Json Create Service",
                "DELETE /api1/clients/{client}/visits/{visit} None Delete Service",
                "PATCH /api1/clients/{client}/visits/{visit} MergePatch Update Service",
                "PUT /api1/clients/{client}/visits/{visit} Json Update Service",
            ]);
        profile.Rules[0].Selectors.Select(static selector => $"{selector.Source} {selector.Name} {selector.Scheme} {selector.Role}").ShouldBe(
            ["Path client Vendor Refers", "Json /ref_client Vendor Refers", "Json /visit/enrollmentId Enrollment Refers"]);
        profile.Rules[2].Selectors.Select(static selector => selector.Scheme).ShouldBe([IdentifierScheme.Vendor, IdentifierScheme.Record, IdentifierScheme.Household]);
    }

    [Fact]
    public void The_collections_below_a_client_stay_what_they_are()
    {
        VendorProfile profile = Draft(
            [.. new[] { "notes", "files", "visits", "exits", "badges", "lockers", "pets", "meals" }.Select(static word => ("POST", $"/api/clients/7/{word}", (string?)null, ""))]);

        profile.Rules.Count.ShouldBe(8);
        profile.Rules.ShouldAllBe(static rule => rule.Selectors.Single().Scheme == IdentifierScheme.Vendor);
    }

    [Theory]
    [InlineData("clientId")]
    [InlineData("client_id")]
    [InlineData("ClientID")]
    [InlineData("personId")]
    [InlineData("PersonalID")]
    [InlineData("ref_client")]
    [InlineData("dedupClientId")]
    [InlineData("mci_id")]
    public void A_client_is_found_under_the_names_that_vendors_give_it(string field) =>
        Draft(("POST", "/things", "application/json", $$"""{"{{field}}":"1"}""")).Rules[0].Selectors.ShouldHaveSingleItem()
            .ShouldBe(new ReferenceSelector(SelectorSource.Json, "/" + field, IdentifierScheme.Vendor, ReferenceRole.Refers));

    [Fact]
    public void Forms_xml_lists_and_graphql_are_drafted()
    {
        VendorProfile profile = Draft(
            ("POST", "/form", "application/x-www-form-urlencoded", "client_id=1003&name=Ann+Lee"),
            ("POST", "/soap", "text/xml", "<r><client personID='1003'><ssn>219-09-9999</ssn></client></r>"),
            ("POST", "/list", "application/json", """[{"members":[{"clientId":"1"},{"clientId":"2"}],"clientIds":["3"]}]"""),
            ("POST", "/graphql", "application/json", """{"query":"mutation($i: I!){ a: createVisit(input:$i){ id } b: deleteVisit(id: 7){ ok } }","variables":{"i":{"personalId":"1003","dob":"1980-01-02"}}}"""));

        profile.Rules.Select(static rule => $"{rule.Templates[0]} {rule.Body} {rule.Root}")
            .ShouldBe(["/form Form Object", "/graphql GraphQL Object", "/list Json Array", "/soap Xml Object"]);
        profile.Rules[0].Selectors.ShouldHaveSingleItem().Name.ShouldBe("/client_id");
        profile.Rules[1].Mutations.Keys.Order().ShouldBe(["createVisit", "deleteVisit"]);
        profile.Rules[1].Mutations["createVisit"].Selectors.ShouldHaveSingleItem().Name.ShouldBe("/input/personalId");
        profile.Rules[1].Mutations["deleteVisit"].Operation.ShouldBe(Operation.Delete);
        profile.Rules[2].Selectors.Select(static selector => selector.Name).ShouldBe(["/*/clientIds/*", "/*/members/*/clientId"]);
        profile.Rules[3].Selectors.ShouldHaveSingleItem().Name.ShouldBe("/r/client@personID");
    }

    [Fact]
    public void A_draft_holds_no_value()
    {
        string json = Json(
            ("POST", "/clients/219-09-9999/notes/Zebulon?when=2026&who=Quarterdeck", "application/json", """{"note":"Zebulon","12345678":"a","Zebulon Quarterdeck":{"x":1},"deadbeef12":"b","tags":["Quarterdeck"]}"""),
            ("POST", "/clients/1/notes/Anna", "application/json", "{}"),
            ("POST", "/clients/1/notes/Berta", "application/json", "{}"),
            ("POST", "/clients/1/notes/Carla", "application/json", "{}"));

        foreach (string value in new[] { "Zebulon", "Quarterdeck", "Anna", "219", "1234", "deadbeef", "2026" })
        {
            json.ShouldNotContain(value);
        }

        json.ShouldContain("\"path\": \"/clients/{client}/notes/{note}\"");
        json.ShouldContain("query keys when, who");
    }

    [Theory]
    [InlineData("GET", "/clients", null, "", "a read")]
    [InlineData("POST", "/a//b", "application/json", "{}", "not canonical")]
    [InlineData("POST", "/a", "text/csv", "a,b", "a content type")]
    [InlineData("POST", "/a", "application/json", "{", "not what its content type says")]
    [InlineData("POST", "/a", "application/xml", "<a>", "not what its content type says")]
    [InlineData("POST", "/a", "application/x-www-form-urlencoded", "a;b", "not what its content type says")]
    [InlineData("DELETE", "/a", "application/json", "{}", "a delete with a body")]
    public void What_no_rule_can_be_drafted_from_is_counted_with_the_reason(string method, string target, string? contentType, string body, string why)
    {
        var drafter = new ProfileDrafter();
        drafter.Add(RequestShapeReader.Read(method, target, contentType, Encoding.UTF8.GetBytes(body)));

        ProfileDraft draft = drafter.Write("draft", null);

        draft.Json.ShouldBeNull();
        draft.LeftOut.ShouldHaveSingleItem().ShouldContain(why);
    }

    [Fact]
    public void Every_draft_compiles_whatever_the_requests()
    {
        string[] methods = ["POST", "PUT", "PATCH", "DELETE"];
        string[] paths = ["/", "/clients", "/clients/7", "/clients/7/", "/a/b/c/d", "/1/2/3", "/s/s/9/ss/9", "/ies/5", "/A-B/x_y", "/v2020/a.b/1?clientId=7&q=1"];
        string[] names = ["clientId", "ClientID", "ssn", "SSN", "dob", "first_name", "a/b", "c~d", "*", "**", "0", "", "x y", "members", "id[]", "é"];
        Gen<(string Method, string Target, string? ContentType, string Body)> request = Gen.Select(
            OneOf(methods), OneOf(paths), Value(names, 3),
            static (method, path, body) => (method, path, (string?)"application/json", method == "DELETE" ? "" : body));

        request.Array[1, 6].Sample(static requests => Draft(requests), iter: 400);
    }

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static Gen<string> Value(string[] names, int depth)
    {
        if (depth == 0)
        {
            return Gen.Const("\"v\"");
        }

        Gen<string> below = Value(names, depth - 1);
        return Gen.OneOf(
            Gen.Const("\"v\""),
            below.Array[0, 3].Select(static items => $"[{string.Join(',', items)}]"),
            Gen.Select(OneOf(names), below).Array[0, 4].Select(static members =>
                $"{{{string.Join(',', members.DistinctBy(static member => member.Item1).Select(static member => $"{JsonSerializer.Serialize(member.Item1)}:{member.Item2}"))}}}"));
    }

    private static VendorProfile Draft(params (string Method, string Target, string? ContentType, string Body)[] requests) => The.Compile(Json(requests));

    private static string Json(params (string Method, string Target, string? ContentType, string Body)[] requests)
    {
        var drafter = new ProfileDrafter();
        foreach ((string method, string target, string? contentType, string body) in requests)
        {
            drafter.Add(RequestShapeReader.Read(method, target, contentType, Encoding.UTF8.GetBytes(body)));
        }

        return Encoding.UTF8.GetString(drafter.Write("draft", null).Json.ShouldNotBeNull());
    }
}

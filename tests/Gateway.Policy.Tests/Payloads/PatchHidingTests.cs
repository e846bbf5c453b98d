using System.Text;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Ways to name a client in a patch so that a careless reader overlooks it. Each is found, or the patch is refused.</summary>
public sealed class PatchHidingTests
{
    private static readonly VendorProfile s_profile = The.Profile("""
        { "name": "update", "method": "PATCH", "path": "/notes/{note}", "body": ["jsonPatch", "mergePatch"], "operation": "update", "kind": "note",
          "select": [
            { "path": "note", "scheme": "record" }, { "json": "/client_id", "scheme": "vendor" }, { "json": "/client/id", "scheme": "vendor" },
            { "json": "/members/*/id", "scheme": "vendor" }, { "json": "/ids/*", "scheme": "vendor" }],
          "identity": { "firstName": "/first", "lastName": "/last" }, "lock": [{ "json": "/private", "values": [true] }] },
        { "name": "deep", "method": "PATCH", "path": "/deep", "body": "jsonPatch", "operation": "update",
          "select": [{ "json": "/**/client_id", "scheme": "vendor" }] },
        { "name": "plain", "method": "PATCH", "path": "/plain", "body": "json", "operation": "update", "select": [{ "json": "/client_id", "scheme": "vendor" }] }
        """);

    [Theory]
    [InlineData("""[{"op":"replace","path":"/client_id","value":100~}]""")]
    [InlineData("""[{"op":"add","path":"/client_id","value":"100~"}]""")]
    [InlineData("""[{"op":"test","path":"/client_id","value":100~},{"op":"replace","path":"/text","value":"x"}]""")]
    [InlineData("""[{"op":"test","path":"/client_id","value":1001},{"op":"replace","path":"/client_id","value":100~}]""")]
    [InlineData("""[{"op":"test","path":"/client_id","value":100~},{"op":"replace","path":"/client_id","value":1001}]""")]
    [InlineData("""[{"op":"replace","path":"/Client_ID","value":100~}]""")]
    [InlineData("""[{"op":"replace","path":"/cl\u0069ent_id","value":"\u003100~"}]""")]
    [InlineData("""[{"op":"replace","path":"","value":{"client_id":100~}}]""")]
    [InlineData("""[{"op":"replace","path":"/client","value":{"id":100~}}]""")]
    [InlineData("""[{"op":"replace","path":"/client/id","value":100~}]""")]
    [InlineData("""[{"op":"add","path":"/client/id","value":100~},{"op":"add","path":"/client/alias","value":"x"}]""")]
    [InlineData("""[{"op":"add","path":"/members/-","value":{"id":100~}}]""")]
    [InlineData("""[{"op":"add","path":"/members/0","value":{"id":1001}},{"op":"add","path":"/members/0","value":{"id":100~}}]""")]
    [InlineData("""[{"op":"add","path":"/members","value":[{"id":1001},{"id":100~}]}]""")]
    [InlineData("""[{"op":"add","path":"/ids/7","value":100~}]""")]
    [InlineData("""[{"op":"remove","path":"/text"},{"op":"copy","from":"/a","path":"/b"},{"op":"move","from":"/b","path":"/c~1d"},{"op":"add","path":"/ids/-","value":100~}]""")]
    public void A_client_is_found_at_every_path(string patch)
    {
        Patch(patch.Replace('~', '3')).ShouldBeOfType<PayloadReading.Readable>($"{Patch(patch.Replace('~', '3'))}")
            .Records.ShouldContain(static record => record.References.Any(static reference => reference.Value == "1003"));
        Patch(patch.Replace('~', '7')).Records().ShouldContain(static record => record.References.Any(static reference => reference.Value == "1007"));
        Patch(patch.Replace('~', '7')).ShouldBeOfType<PayloadReading.Readable>().Rebuilt.ShouldBeNull();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("""[{"op":"replace","path":"/client_id","value":1001},{"op":"replace","path":"/client_id","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/client_id","value":1001},{"op":"add","path":"/Client_id","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/client_id","value":1001,"value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/client_id","Path":"/x","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/client","value":{"id":1001}},{"op":"replace","path":"/client/id","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/text","value":"x"},{"op":"replace","path":"","value":{"client_id":1001}}]""")]
    [InlineData("""[{"op":"replace","path":"","value":{"client_id":1001}},{"op":"replace","path":"/client_id","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"","value":null}]""")]
    [InlineData("""[{"op":"replace","path":"","value":[{"client_id":1003}]}]""")]
    [InlineData("""[{"op":"remove","path":""}]""")]
    [InlineData("""[{"op":"remove","path":"/client_id"}]""")]
    [InlineData("""[{"op":"remove","path":"/client"}]""")]
    [InlineData("""[{"op":"remove","path":"/client/id"}]""")]
    [InlineData("""[{"op":"remove","path":"/members/0"}]""")]
    [InlineData("""[{"op":"remove","path":"/members/0/alias"}]""")]
    [InlineData("""[{"op":"remove","path":"/ids/0"}]""")]
    [InlineData("""[{"op":"remove","path":"/first"}]""")]
    [InlineData("""[{"op":"move","from":"/other_id","path":"/client_id"}]""")]
    [InlineData("""[{"op":"copy","from":"/other","path":"/client"}]""")]
    [InlineData("""[{"op":"copy","from":"/other","path":"/members/-"}]""")]
    [InlineData("""[{"op":"move","from":"/members/1","path":"/members/0"}]""")]
    [InlineData("""[{"op":"move","from":"/client_id","path":"/x"}]""")]
    [InlineData("""[{"op":"copy","from":"","path":"/x"}]""")]
    [InlineData("""[{"op":"copy","from":"/x","path":""}]""")]
    [InlineData("""[{"op":"copy","path":"/x"}]""")]
    [InlineData("""[{"op":"replace","path":"/members/0/alias","value":"x"}]""")]
    [InlineData("""[{"op":"replace","path":"/members/0/id","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/members","value":{"id":1003}}]""")]
    [InlineData("""[{"op":"replace","path":"/members/id","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/client/0","value":{"id":1003}}]""")]
    [InlineData("""[{"op":"replace","path":"/client/0/id","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/client_id/0","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/client_id/x","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"client_id","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"#/client_id","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/client~2id","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/client~","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":["client_id"],"value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/client\u200b_id","value":1003}]""")]
    [InlineData("""[{"op":"merge","path":"/client_id","value":1003}]""")]
    [InlineData("""[{"op":"Replace","path":"/client_id","value":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/client_id"}]""")]
    [InlineData("""[{"op":"remove","path":"/x","value":1}]""")]
    [InlineData("""[{"op":"replace","path":"/x","value":1,"client_id":1003}]""")]
    [InlineData("""[{"op":"replace","path":"/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z/a/b/c/d/e/f/g","value":1}]""")]
    public void What_servers_could_apply_differently_is_refused(string patch) => Patch(patch).ShouldBeOfType<PayloadReading.Unreadable>();

    [Theory]
    [InlineData("""[{"op":"replace","path":"/a/client_id","value":1003}]""", true)]
    [InlineData("""[{"op":"remove","path":"/a/text"}]""", true)]
    [InlineData("""[{"op":"remove","path":"/a/client_id"}]""", false)]
    [InlineData("""[{"op":"copy","from":"/a","path":"/b"}]""", false)]
    [InlineData("""[{"op":"replace","path":"/members/0/alias","value":"x"}]""", false)]
    public void Where_a_client_may_stand_anywhere_nothing_unseen_is_moved(string patch, bool isRead) =>
        (Read.RequestOf("application/json-patch+json", s_profile, "PATCH", "/deep", Encoding.UTF8.GetBytes(patch)) is PayloadReading.Readable).ShouldBe(isRead);

    [Fact]
    public void Identity_and_lock_are_put_together()
    {
        PayloadRecord record = Patch("""[{"op":"add","path":"/first","value":"Ada"},{"op":"add","path":"/last","value":"Quill"},{"op":"add","path":"/private","value":true}]""").Record();

        record.IsLocked.ShouldBeTrue();
        record.Identity!.FullName.ShouldBe("ada quill");
    }

    [Fact]
    public void A_test_of_something_else_is_no_record_of_its_own() =>
        Patch("""[{"op":"test","path":"/version","value":3},{"op":"replace","path":"/text","value":"x"}]""").Record().References.Text().ShouldBe("Record:Refers:9@path");

    [Theory]
    [InlineData("""[{"op":"replace","path":"/text","value":"saw 219-09-9999"}]""")]
    [InlineData("""[{"op":"test","path":"/text","value":"saw 219-09-9999"}]""")]
    [InlineData("""[{"op":"remove","path":"/notes 219-09-9999"}]""")]
    [InlineData("""[{"op":"copy","from":"/219099999","path":"/x"}]""")]
    public void Whom_any_operation_mentions_is_found(string patch) =>
        new Sweep().Identity(ssn: "219-09-9999").InRequestOf("application/json-patch+json", s_profile, "PATCH", "/notes/9", Encoding.UTF8.GetBytes(patch)).ShouldBe(MentionKind.Identifier);

    [Theory]
    [InlineData("""{"client_id":1003}""")]
    [InlineData("""{"client":{"id":"1003"},"text":null}""")]
    [InlineData("""{"members":[{"id":1003}]}""")]
    public void A_merge_patch_is_read_as_the_JSON_that_it_is(string patch) =>
        Merge(patch).Record().References.ShouldContain(static reference => reference.Value == "1003");

    [Theory]
    [InlineData("""{"client_id":1001,"client_id":1003}""")]
    [InlineData("""{"client":[{"id":1003}]}""")]
    [InlineData("""[{"op":"replace","path":"/client_id","value":1003}]""")]
    public void A_merge_patch_is_as_strict_as_JSON(string patch) => Merge(patch).ShouldBeOfType<PayloadReading.Unreadable>();

    [Theory]
    [InlineData("/notes/9", "application/json-patch+json", true)]
    [InlineData("/notes/9", "application/merge-patch+json; charset=utf-8", true)]
    [InlineData("/notes/9", "application/json", false)]
    [InlineData("/plain", "application/json", true)]
    [InlineData("/plain", "application/json-patch+json", false)]
    [InlineData("/plain", "application/merge-patch+json", false)]
    [InlineData("/deep", "application/merge-patch+json", false)]
    public void A_patch_is_taken_only_where_the_rule_says_so(string path, string contentType, bool isCovered) =>
        (s_profile.Classify("PATCH", The.Target(path), contentType, hasBody: true) is RouteClassification.Matched).ShouldBe(isCovered);

    private static PayloadReading Patch(string patch) => Read.RequestOf("application/json-patch+json", s_profile, "PATCH", "/notes/9", Encoding.UTF8.GetBytes(patch));

    private static PayloadReading Merge(string patch) => Read.RequestOf("application/merge-patch+json", s_profile, "PATCH", "/notes/9", Encoding.UTF8.GetBytes(patch));
}

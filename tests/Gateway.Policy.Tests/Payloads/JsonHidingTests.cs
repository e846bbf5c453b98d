using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Ways to name a client so that a careless reader overlooks it. Each is found, or the payload is refused.</summary>
public sealed class JsonHidingTests
{
    private static readonly RouteRule Client = The.Rule(""", "select": [{ "json": "/client/id", "scheme": "vendor" }]""");
    private static readonly RouteRule Personal = The.Rule(""", "select": [{ "json": "/PersonalID", "scheme": "vendor" }]""");
    private static readonly RouteRule Sharp = The.Rule(""", "select": [{ "json": "/stra\u00DFe", "scheme": "vendor" }]""");
    private static readonly RouteRule Members = The.Rule(""", "select": [{ "json": "/members/*/id", "scheme": "vendor" }]""");
    private static readonly RouteRule Ids = The.Rule(""", "select": [{ "json": "/ids/*", "scheme": "vendor" }]""");
    private static readonly RouteRule Anywhere = The.Rule(""", "select": [{ "json": "/**/ref_client", "scheme": "vendor" }]""");
    private static readonly RouteRule AnywhereList = The.Rule(""", "select": [{ "json": "/**/clientIds/*", "scheme": "vendor" }]""");

    [Theory]
    [InlineData("""{"PersonalID":"1003"}""")]
    [InlineData("""{"PersonalID":1003}""")]
    [InlineData("""{"personalid":1003}""")]
    [InlineData("""{"PERSONALID":1003}""")]
    [InlineData("""{"\u0050ersonalID":1003}""")]
    [InlineData("""{"per\u017FonalID":1003}""")]
    [InlineData("{\"per\u017FonalID\":1003}")]
    [InlineData("{\"Personal\u0130D\":1003}")]
    [InlineData("{\"Personal\u0131D\":1003}")]
    [InlineData("{\"PersonalI\u0307D\":1003}")]
    [InlineData("{\"\uFF30ersonalID\":1003}")]
    [InlineData("""{"PersonalID":"\u0031\u0030\u0030\u0033"}""")]
    [InlineData("""{"x":{"PersonalID":7},"PersonalID":1003}""")]
    public void A_name_in_other_letters_is_the_same_name(string json) =>
        Read.Body(Personal, json).Record().References.Text().ShouldBe("Vendor:Refers:1003@/PersonalID");

    [Theory]
    [InlineData("{\"STRASSE\":1}")]
    [InlineData("{\"stra\u1E9Ee\":1}")]
    public void The_pointers_own_letters_are_folded_too(string json) => Read.Body(Sharp, json).Record().References.Count.ShouldBe(1);

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e0")]
    [InlineData("1E400")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("0.1003e4")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1003]")]
    [InlineData("{\"id\":1003}")]
    [InlineData("\" 1003\"")]
    [InlineData("\"1003 \"")]
    [InlineData("\"1003\\n\"")]
    [InlineData("\"10/03\"")]
    [InlineData("\"1003;\"")]
    [InlineData("\"\uFF11\uFF10\uFF10\uFF13\"")]
    [InlineData("\"\u0661\"")]
    [InlineData("\"10\u200B03\"")]
    [InlineData("\"\u0430bc\"")]
    [InlineData("\"{\\\"id\\\":1003}\"")]
    [InlineData("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"")]
    [InlineData("11111111111111111111111111111111111111111111111111111111111111111")]
    public void What_is_not_one_id_in_its_one_spelling_is_refused(string value) =>
        Read.Body(Client, $$$"""{"client":{"id":{{{value}}}}}""").Reason().ShouldBe(UnreadableReason.InvalidIdentifier);

    [Theory]
    [InlineData("0", "0")]
    [InlineData("\"0\"", "0")]
    [InlineData("1003", "1003")]
    [InlineData("\"1003\"", "1003")]
    [InlineData("\"01003\"", "01003")]
    [InlineData("\"9AD65C3CF\"", "9AD65C3CF")]
    [InlineData("\"484ace32-8eff.44_3\"", "484ace32-8eff.44_3")]
    [InlineData("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void An_id_is_read_from_a_string_or_an_integer(string value, string id) =>
        Read.Body(Client, $$$"""{"client":{"id":{{{value}}}}}""").Record().References.Single().Value.ShouldBe(id);

    [Theory]
    [InlineData("\"01\"", true)]
    [InlineData("\"00\"", true)]
    [InlineData("\"0\"", false)]
    [InlineData("\"0a\"", false)]
    [InlineData("0", false)]
    public void A_new_id_has_no_leading_zeros(string value, bool isRefused)
    {
        RouteRule defines = The.Rule(""", "select": [{ "json": "/id", "scheme": "vendor", "role": "defines" }]""");
        (Read.Body(defines, $$"""{"id":{{value}}}""") is PayloadReading.Unreadable).ShouldBe(isRefused);
    }

    [Theory]
    [InlineData("""{"client":{"id":null}}""")]
    [InlineData("""{"client":{"id":""}}""")]
    [InlineData("""{"client":null}""")]
    [InlineData("""{"client":""}""")]
    [InlineData("""{"client":{}}""")]
    [InlineData("""{"client":[]}""")]
    [InlineData("""{}""")]
    public void An_absent_id_is_no_reference(string json) => Read.Body(Client, json).Record().References.ShouldBeEmpty();

    [Theory]
    [InlineData("""{"client":[{"id":1003}]}""")]
    [InlineData("""{"client":[[{"id":1003}]]}""")]
    [InlineData("""{"client":[1003]}""")]
    [InlineData("""{"client":1003}""")]
    [InlineData("""{"client":"1003"}""")]
    [InlineData("""{"client":"{\"id\":1003}"}""")]
    [InlineData("""{"client":true}""")]
    public void An_id_behind_the_wrong_container_is_refused(string json) =>
        Read.Body(Client, json).Reason().ShouldBe(UnreadableReason.InvalidIdentifier);

    [Theory]
    [InlineData("""{"members":{"0":{"id":1003}}}""")]
    [InlineData("""{"members":{"id":1003}}""")]
    [InlineData("""{"members":1003}""")]
    [InlineData("""{"members":[1003]}""")]
    [InlineData("""{"members":[[{"id":1003}]]}""")]
    [InlineData("""{"members":[{"id":1},{"id":[1003]}]}""")]
    public void An_id_in_a_list_of_the_wrong_form_is_refused(string json) =>
        Read.Body(Members, json).Reason().ShouldBe(UnreadableReason.InvalidIdentifier);

    [Theory]
    [InlineData("""{"ids":1003}""")]
    [InlineData("""{"ids":"1003"}""")]
    [InlineData("""{"ids":[[1003]]}""")]
    [InlineData("""{"ids":[{"id":1003}]}""")]
    [InlineData("""{"ids":{"0":1003}}""")]
    public void A_list_of_ids_holds_ids(string json) => Read.Body(Ids, json).Reason().ShouldBe(UnreadableReason.InvalidIdentifier);

    [Fact]
    public void Every_element_of_a_list_counts() =>
        Read.Body(Members, """{"members":[{"id":1,"x":{"id":9}},{},{"ID":"2"},null,{"id":null}],"id":8}""").Record().References.Text()
            .ShouldBe("Vendor:Refers:1@/members/*/id Vendor:Refers:2@/members/*/id");

    [Theory]
    [InlineData("""{"ref_client":1003}""")]
    [InlineData("""{"a":{"b":[[{"c":{"Ref_Client":"1003"}}]]}}""")]
    public void An_id_at_any_depth_is_found(string json) =>
        Read.Body(Anywhere, json).Record().References.Text().ShouldBe("Vendor:Refers:1003@/**/ref_client");

    [Theory]
    [InlineData("""{"a":[{"ref_client":[1003]}]}""")]
    [InlineData("""{"a":[{"ref_client":{"id":1003}}]}""")]
    public void An_id_at_any_depth_is_one_id(string json) => Read.Body(Anywhere, json).Reason().ShouldBe(UnreadableReason.InvalidIdentifier);

    [Fact]
    public void A_list_of_ids_at_any_depth_is_found() =>
        Read.Body(AnywhereList, """{"a":[{"clientIds":[1,"2"]}],"clientIds":[3]}""").Record().References.Select(static r => r.Value)
            .ShouldBe(["1", "2", "3"]);

    [Fact]
    public void A_lock_is_its_exact_field_and_value()
    {
        RouteRule rule = The.Rule(""", "lock": [{ "json": "/**/private", "values": [true, "true", 1, "1"] }]""");
        string[] locked = ["{\"private\":true}", "{\"private\":1}", "{\"private\":\"1\"}", "{\"a\":[{\"Private\":\"true\"}]}", """{"private":"\u0031"}"""];
        string[] open =
        [
            "{\"private\":false}", "{\"private\":0}", "{\"private\":\"0\"}", "{\"private\":null}", "{\"PrivatePay\":true}", "{\"private\":[true]}",
            "{\"NoPrivatePayReason\":1}", "{\"lockVersion\":1}", "{\"private\":{}}", "{\"private\":1.0}", "{\"private\":\"\"}",
        ];
        locked.ShouldAllBe(json => Read.Body(rule, json).Record().IsLocked);
        open.ShouldAllBe(json => !Read.Body(rule, json).Record().IsLocked);
    }

    [Fact]
    public void Two_statements_of_one_identity_part_at_any_depth_must_agree()
    {
        RouteRule rule = The.Rule(""", "identity": { "ssn": ["/**/ssn"] }""");
        Read.Body(rule, """{"ssn":"219-09-9999","a":{"ssn":"219-09-9999"}}""").Record().Identity!.Ssn.ShouldBe("219099999");
        Read.Body(rule, """{"ssn":"219-09-9999","a":{"ssn":"219-09-9998"}}""").Reason().ShouldBe(UnreadableReason.DuplicateName);
    }

    [Theory]
    [InlineData("""{"first":{"value":"Jane"}}""")]
    [InlineData("""{"first":["Jane"]}""")]
    public void An_identity_part_is_a_scalar(string json)
    {
        RouteRule rule = The.Rule(""", "identity": { "firstName": "/first" }""");
        Read.Body(rule, json).Reason().ShouldBe(UnreadableReason.InvalidIdentifier);
    }
}

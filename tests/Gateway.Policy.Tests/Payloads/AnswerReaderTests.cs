using System.Text;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

public sealed class AnswerReaderTests
{
    private static readonly RouteRule Create = The.Rule(
        """, "items": "/x", "learn": [{ "json": "/id", "scheme": "vendor" }, { "json": "/list/*/id", "scheme": "record" }]""");

    [Theory]
    [InlineData("""{"id":392,"personal_id":null}""", "392")]
    [InlineData(""" {"ID":"9AD65C3CF"} """, "9AD65C3CF")]
    [InlineData("""{"list":[{"id":1},{"id":"x y"},{"id":2},7,[{"id":3}]],"id":null}""", "1,2")]
    [InlineData("""{"id":1.0}""", "")]
    [InlineData("""{"id":"01"}""", "")]
    [InlineData("""{"id":{"id":1}}""", "")]
    [InlineData("""{"id":[1]}""", "")]
    [InlineData("""{"id":1""", "")]
    [InlineData("""{"id":1,"id":2}""", "")]
    [InlineData("[]", "")]
    [InlineData("7", "")]
    [InlineData("<html>", "")]
    [InlineData("", "")]
    public void An_answer_teaches_its_ids_and_nothing_of_a_wrong_form(string answer, string ids) =>
        string.Join(',', AnswerReader.Learn(Create, Encoding.UTF8.GetBytes(answer)).Select(static r => r.Value)).ShouldBe(ids);

    [Theory]
    [InlineData("<client><id>392</id></client>", "392")]
    [InlineData("\uFEFF<?xml version='1.0'?>\n<c xmlns='urn:x'><list><id>1</id></list><list><id>2</id></list><id/></c>", "1,2")]
    [InlineData("<!DOCTYPE c [<!ENTITY a '7'>]><c><id>&a;</id></c>", "")]
    [InlineData("<c><id>1</id><id>2</id></c>", "")]
    public void An_answer_in_XML_teaches_its_ids(string answer, string ids) =>
        string.Join(',', AnswerReader.Learn(Create, Encoding.UTF8.GetBytes(answer)).Select(static r => r.Value)).ShouldBe(ids);

    [Theory]
    [InlineData("", "http://vendor/fhir/Patient/392/_history/1", "392")]
    [InlineData("{}", "Patient/392", "392")]
    [InlineData("""{"id":7}""", "/fhir/Patient/392", "7,392")]
    [InlineData("", "http://vendor/fhir/Group/392", "")]
    [InlineData("", "\"}", "")]
    [InlineData("", null, "")]
    public void The_location_of_what_was_created_teaches_its_id(string answer, string? location, string ids)
    {
        RouteRule rule = The.Rule(""", "learn": [{ "json": "/id", "scheme": "vendor" }, { "json": "/location", "scheme": "vendor", "prefix": "Patient/" }]""");

        string.Join(',', AnswerReader.Learn(rule, Encoding.UTF8.GetBytes(answer), location).Select(static r => r.Value)).ShouldBe(ids);
    }

    [Fact]
    public void A_learned_id_is_a_definition() =>
        AnswerReader.Learn(Create, """{"id":392}"""u8).ShouldBe([new ClientReference(IdentifierScheme.Vendor, ReferenceRole.Defines, "392", "/id")]);

    [Fact]
    public void A_rule_without_learn_learns_nothing() => AnswerReader.Learn(The.Rule(""), """{"id":392}"""u8).ShouldBeEmpty();

    [Fact]
    public void An_answer_in_latin_1_teaches_nothing() =>
        AnswerReader.Learn(Create, [.. "{\"id\":1,\"n\":\""u8, 0xE9, .. "\",\"\u00E9"u8, 0xE9, .. "\":2}"u8]).ShouldBeEmpty();
}

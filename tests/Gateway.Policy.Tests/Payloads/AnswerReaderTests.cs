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

    [Fact]
    public void A_learned_id_is_a_definition() =>
        AnswerReader.Learn(Create, """{"id":392}"""u8).ShouldBe([new ClientReference(IdentifierScheme.Vendor, ReferenceRole.Defines, "392", "/id")]);

    [Fact]
    public void A_rule_without_learn_learns_nothing() => AnswerReader.Learn(The.Rule(""), """{"id":392}"""u8).ShouldBeEmpty();

    [Fact]
    public void An_answer_in_latin_1_teaches_nothing() =>
        AnswerReader.Learn(Create, [.. "{\"id\":1,\"n\":\""u8, 0xE9, .. "\",\"\u00E9"u8, 0xE9, .. "\":2}"u8]).ShouldBeEmpty();
}

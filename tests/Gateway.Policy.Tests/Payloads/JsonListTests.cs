using System.Text;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>A text is cut at its list of records where the reader of payloads finds them.</summary>
public sealed class JsonListTests
{
    private static readonly RouteRule s_members = The.Rule(""", "items": "/a/members", "batch": "split", "select": [{ "json": "/a/members/*/id", "scheme": "vendor" }]""");
    private static readonly RouteRule s_root = The.Rule(""", "root": "array", "items": "", "batch": "split", "select": [{ "json": "/*/id", "scheme": "vendor" }]""");

    [Theory]
    [InlineData("""{"a":{"members":[{"id":1},{"id":2}],"b":3}}""", """{"id":1}""", """{"id":2}""")]
    [InlineData("{ \"members\": [0], \"a\" : { \"b\": {\"members\":[7]} , \"MEMBERS\" :[ {\"id\":1} , {\"id\": 2}\n\t,{}] } }", """{"id":1}""", """{"id": 2}""", "{}")]
    [InlineData("""{"a":{"\u006dembers":[{"id":1,"x":"]},{\"\\"},{"id":2}]}}""", """{"id":1,"x":"]},{\"\\"}""", """{"id":2}""")]
    [InlineData("""{"a":{"members":[{"members":[{"id":1}]},{"x":[[],[{}]]}]}}""", """{"members":[{"id":1}]}""", """{"x":[[],[{}]]}""")]
    [InlineData("""{"a":{"members":[{"id":1}]}}""", """{"id":1}""")]
    [InlineData("""{"a":{"members":[ "x" ,null,-1.5e3, true]}}""", "\"x\"", "null", "-1.5e3", "true")]
    [InlineData("""{"a":{"members":[{"n":"\uD83D\uDE00 ä"}]}}""", """{"n":"\uD83D\uDE00 ä"}""")]
    [InlineData("""{"a":{"members":[ ]}}""")]
    public void Each_element_stands_as_it_came(string text, params string[] elements)
    {
        JsonList list = Cut(s_members, text).ShouldNotBeNull();

        list.Count.ShouldBe(elements.Length);
        for (int i = 0; i < elements.Length; i++)
        {
            Write(list, i).ShouldContain($"[{elements[i]}]");
        }
    }

    [Fact]
    public void What_stands_before_and_behind_the_list_stays_to_the_byte()
    {
        const string text = " { \"x\" : 1,\t\"a\":{\"members\" : [ {\"id\":1}\r\n, {\"id\":2} ,{\"id\":3} ] , \"y\":[ ] } } \n";

        JsonList list = Cut(s_members, text).ShouldNotBeNull();

        Write(list, 0, 2).ShouldBe(" { \"x\" : 1,\t\"a\":{\"members\" : [{\"id\":1},{\"id\":3}] , \"y\":[ ] } } \n");
        Write(list).ShouldBe(" { \"x\" : 1,\t\"a\":{\"members\" : [] , \"y\":[ ] } } \n");
    }

    [Fact]
    public void The_root_can_be_the_list() => Write(Cut(s_root, """[ {"id":[1]}, {"id":2} ]""").ShouldNotBeNull(), 1).ShouldBe("""[{"id":2}]""");

    [Theory]
    [InlineData("""{"a":{"member":[1]}}""")]
    [InlineData("""{"a":[{"members":[1]}]}""")]
    [InlineData("""{"a":{"members":{"id":1}}}""")]
    [InlineData("""{"a":{"members":null}}""")]
    [InlineData("""{"members":[1]}""")]
    [InlineData("""{"a":{"members":[1}""")]
    [InlineData("""{"a":{"members":[1]""")]
    [InlineData("""{"a":{"members":[1]}} x""")]
    [InlineData("""{"a":{"\uD800":1,"members":[1]}}""")]
    [InlineData("7")]
    [InlineData("")]
    public void Without_such_a_list_nothing_is_cut(string text) => Cut(s_members, text).ShouldBeNull();

    [Fact]
    public void A_rule_without_items_has_no_list() => Cut(The.Rule(""), "[1]").ShouldBeNull();

    [Fact]
    public void The_number_of_elements_is_that_of_the_records()
    {
        const string text = """{"a":{"x":[{"id":9}],"Members":[{"id":1},{"id":2,"members":[{"id":3}]},{"id":4}]}}""";

        Read.Body(s_members, text).ShouldBeOfType<PayloadReading.Readable>().Records.Count.ShouldBe(3);
        Cut(s_members, text).ShouldNotBeNull().Count.ShouldBe(3);
    }

    [Fact]
    public void It_says_nothing_of_what_it_holds() => Cut(s_root, """[{"id":"Ann"}]""").ShouldNotBeNull().ToString().ShouldBe("list(1)");

    internal static JsonList? Cut(RouteRule rule, string text) => JsonList.Cut(rule, Encoding.UTF8.GetBytes(text));

    private static string Write(JsonList list, params int[] elements) => Encoding.UTF8.GetString(list.With(elements));
}

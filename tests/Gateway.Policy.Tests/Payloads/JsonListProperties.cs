using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>However a text is written, what is cut and put together again says the same, with the chosen elements only.</summary>
public sealed class JsonListProperties
{
    private const string Seed = "0000KOIPe036";

    private static readonly RouteRule s_rule = The.Rule(""", "items": "/a/members", "batch": "split", "select": [{ "json": "/a/members/*/id", "scheme": "vendor" }]""");

    private static readonly string[] s_scalars =
        ["null", "true", "0", "-1.5e3", "\"\"", "\"]\"", "\"[{,\"", "\"\\\"]},{\\\"\"", "\"\\\\\"", "\"\\u005d\"", "\"\uD83D\uDE00\"", "\"members\""];

    private static readonly string[] s_spaces = ["", "", " ", "\n", "\t ", " \r\n"];

    private static readonly string[] s_spellings = ["\"members\"", "\"Members\"", "\"\\u006Dembers\"", "\"MEMBERS\""];

    private static readonly Gen<(string Text, int[] Tape)> s_texts = Gen.Select(
        Gen.Int[0, 999].Array[1, 60], Gen.Int[0, s_spellings.Length - 1], static (tape, spelling) => (new Writer(tape).Write(s_spellings[spelling]), tape));

    [Fact]
    public void All_elements_together_say_what_the_text_said() => s_texts.Sample(
        static one =>
        {
            JsonList list = JsonListTests.Cut(s_rule, one.Text).ShouldNotBeNull(one.Text);
            int[] all = [.. Enumerable.Range(0, list.Count)];

            JsonNode.DeepEquals(JsonNode.Parse(list.With(all)), JsonNode.Parse(one.Text)).ShouldBeTrue(one.Text);
        },
        seed: Seed,
        iter: 5_000);

    [Fact]
    public void Some_elements_say_what_the_text_said_of_them_and_nothing_of_the_others() => s_texts.Sample(
        static one =>
        {
            JsonList list = JsonListTests.Cut(s_rule, one.Text).ShouldNotBeNull(one.Text);
            int[] some = [.. Enumerable.Range(0, list.Count).Where(i => one.Tape[i % one.Tape.Length] % 2 == 0)];
            JsonNode expected = JsonNode.Parse(one.Text)!;
            JsonObject a = expected["a"]!.AsObject();
            string name = a.Single(static member => member.Key.Equals("members", StringComparison.OrdinalIgnoreCase)).Key;
            JsonArray members = a[name]!.AsArray();
            for (int i = members.Count - 1; i >= 0; i--)
            {
                if (!some.Contains(i))
                {
                    members.RemoveAt(i);
                }
            }

            JsonNode.DeepEquals(JsonNode.Parse(list.With(some)), expected).ShouldBeTrue(one.Text);
        },
        seed: Seed,
        iter: 5_000);

    [Fact]
    public void A_text_that_is_read_has_as_many_elements_as_records() => s_texts.Sample(
        static one =>
        {
            if (Read.Body(s_rule, one.Text) is PayloadReading.Readable { Records: var records })
            {
                JsonListTests.Cut(s_rule, one.Text).ShouldNotBeNull(one.Text).Count.ShouldBe(records.Count, one.Text);
            }
        },
        seed: Seed,
        iter: 5_000);

    /// <summary>Writes a text from numbers; the same numbers write the same text.</summary>
    private sealed class Writer(int[] tape)
    {
        private readonly StringBuilder _text = new();
        private int _next;

        public string Write(string spelling)
        {
            Space().Append("{\"before\":");
            Value(2);
            Space().Append(",\"a\"").Append(s_spaces[Take(s_spaces.Length)]).Append(":{\"x\":");
            Value(2);
            _text.Append(',').Append(spelling);
            Space().Append(':');
            Elements(Take(6), 3);
            Space().Append(",\"y\":");
            Value(2);
            Space().Append("},\"behind\":");
            Value(2);
            Space().Append('}');
            Space();
            return _text.ToString();
        }

        private int Take(int below) => tape[_next++ % tape.Length] % below;

        private StringBuilder Space() => _text.Append(s_spaces[Take(s_spaces.Length)]);

        private void Elements(int count, int depth)
        {
            Space().Append('[');
            for (int i = 0; i < count; i++)
            {
                _text.Append(i > 0 ? "," : "");
                Value(depth);
            }

            Space().Append(']');
        }

        private void Value(int depth)
        {
            Space();
            switch (depth == 0 ? 0 : Take(4))
            {
                case 1:
                    Elements(Take(3), depth - 1);
                    break;
                case 2:
                    _text.Append("{\"id\":7,\"members\":");
                    Value(depth - 1);
                    Space().Append('}');
                    break;
                default:
                    _text.Append(s_scalars[Take(s_scalars.Length)]);
                    break;
            }

            Space();
        }
    }
}

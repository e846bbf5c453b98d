using System.Diagnostics;
using System.Text;
using CsCheck;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

public sealed class JsonChunkingTests
{
    private const string Seed = "0000KOIPe036";

    private static readonly RouteRule Rule = The.Rule(
        """
        , "select": [{ "json": "/a/id", "scheme": "vendor" }, { "json": "/**/ref", "scheme": "enrollment" }],
          "identity": { "firstName": "/a/first", "lastName": "/a/last", "ssn": ["/a/s1", "/a/s2"] },
          "lock": [{ "json": "/**/private", "values": [true, "1"] }]
        """);

    private static readonly RouteRule Batch = The.Rule(
        """
        , "select": [{ "json": "/items/*/id", "scheme": "vendor" }, { "json": "/ref", "scheme": "enrollment" }],
          "identity": { "firstName": "/items/*/first", "lastName": "/items/*/last", "dob": "/items/*/dob" }, "items": "/items"
        """);

    private static readonly Gen<string> Name = Gen.OneOf(
        "a", "id", "ID", "ref", "items", "first", "last", "dob", "s1", "s2", "private", @"\u0069d", "\u017F1", "x\u200By", "\u00E9", @"z\n");

    private static readonly Gen<string> Scalar = Gen.OneOf<string>(
        Gen.OneOf("null", "true", "false", "\"\"", "\"1003\"", "1003", "1.0", "1e0", "-1", "\"0012\"", "\"\u00E9\uD834\uDD1E\"",
            @"""\uD834\uDD1E\\\""x""", @"""\uD834""", @"""\u0000""", @"""\u0031\u0030""", "\"1975-02-03\"", "\"Jane\"", "1E400", "nope", "\"open"),
        Gen.Int[0, 400].Select(static n => $"\"{new string('y', n)}\""));

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, self) => depth > 3
        ? Scalar
        : Gen.Frequency<string>(
            (3, Scalar),
            (2, Gen.Select(Name, self).Array[0, 5].Select(static m => "{" + string.Join(",", m.Select(static p => $"\"{p.Item1}\": {p.Item2}")) + "}")),
            (1, self.Array[0, 4].Select(static e => "[ " + string.Join(" , ", e) + " ]"))));

    private static readonly Gen<string> Text = Gen.Select(Name, Value).Array[0, 6]
        .Select(static m => "{" + string.Join(",", m.Select(static p => $"\"{p.Item1}\":{p.Item2}")) + "}\n");

    [Fact]
    public void How_a_payload_is_cut_makes_no_difference() =>
        Gen.Select(Text, Gen.Int[0, 70].Array[0, 60]).Sample(
            (text, sizes) =>
            {
                byte[] json = Encoding.UTF8.GetBytes(text);
                foreach (RouteRule rule in new[] { Rule, Batch })
                {
                    string whole = Read.Body(rule, json).Describe();
                    Read.InPieces(rule, json, sizes).Describe().ShouldBe(whole);
                    Read.InPieces(rule, json, Enumerable.Repeat(1, json.Length)).Describe().ShouldBe(whole);
                }
            },
            seed: Seed,
            iter: 3000);

    [Fact]
    public void A_corpus_text_reads_alike_whole_and_byte_by_byte()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(The.Repository, "tests", "corpus", "json"), "*.json", SearchOption.AllDirectories))
        {
            byte[] json = File.ReadAllBytes(file);
            string whole = Read.Body(Rule, json).Describe();
            foreach (int size in new[] { 1, 2, 7, 4096 })
            {
                Read.InPieces(Rule, json, Enumerable.Repeat(size, (json.Length / size) + 1)).Describe().ShouldBe(whole, file);
            }
        }
    }

    [Fact]
    public void A_flipped_byte_never_makes_pieces_and_whole_disagree()
    {
        byte[] seed = Encoding.UTF8.GetBytes(
            """{"a":{"id":1003,"first":"J\u00e9","last":"\uD834\uDD1E","s1":"123"},"items":[{"id":"x"},{"ref":[1]}],"private":true}""");
        Gen.Select(Gen.Int[0, seed.Length - 1], Gen.Byte).Sample(
            (at, value) =>
            {
                byte[] json = [.. seed];
                json[at] = value;
                Read.InPieces(Rule, json, Enumerable.Repeat(1, json.Length)).Describe().ShouldBe(Read.Body(Rule, json).Describe());
            },
            seed: Seed,
            iter: 5000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public void One_string_of_20_MiB_in_small_pieces_takes_time_in_proportion(int size)
    {
        int length = size == 1 ? 4 << 20 : 20 << 20;
        byte[] json = [.. "{\"a\":{\"id\":7},\"s\":\""u8, .. Enumerable.Repeat((byte)'x', length), .. "\"}"u8];
        var reader = new JsonPayloadReader(Rule);
        var watch = Stopwatch.StartNew();
        for (int at = 0; at < json.Length; at += size)
        {
            reader.Push(json.AsSpan(at, Math.Min(size, json.Length - at)));
        }

        reader.Complete().Record().References.Text().ShouldBe("Vendor:Refers:7@/a/id");

        // Work that grows with the square of the length would take minutes.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }
}

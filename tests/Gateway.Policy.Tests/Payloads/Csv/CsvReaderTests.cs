using System.Text;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Payloads.Csv;

namespace HmisGateway.Policy.Tests.Payloads.Csv;

/// <summary>CSV is read when every reader splits it alike, and each row keeps its bytes.</summary>
public sealed class CsvReaderTests
{
    public static TheoryData<string> Tricks =>
    [
        "a,b\n1,\"x\"y\n", "a,b\n1,x\"y\n", "a,b\n1,\"x\n", "a,b\n1, \"x\"\n", "a,b\n1,\"x\" \n", "a,b\n1\n", "a,b\n1,2,3\n", "a,b\n\n1,2\n", "a,b\n1,2\r3,4\n",
        "a,b\r1,2\r", "a,b\n1,x\0y\n", "a,b\n1,\u0007\n", "a,b\n1,\u007f\n", "a,b\n1,2\n\n3,4\n", "a,b\n1,\"\"\"\n", "a,b\n1,\"x\"\"\n", "a\n\n1\n", "a,b\n1,2\n\r", "\n\na,b\n",
    ];

    public static TheoryData<string, string[]> Plain => new()
    {
        { "a,b\n1,2\n", ["a|b", "1|2"] },
        { "a,b\r\n1,2", ["a|b", "1|2"] },
        { "\uFEFFa,b\n1,2\n", ["a|b", "1|2"] },
        { "a,b\n\"1\",\"2\"\n", ["a|b", "1|2"] },
        { "a,b\n\"x \"\"y\"\"\",\"\"\n", ["a|b", "x \"y\"|"] },
        { "a,b\n\"x\r\ny\",z\n", ["a|b", "x\r\ny|z"] },
        { "a,b\n,\n", ["a|b", "|"] },
        { "a,b\n1,2\n\r\n\n", ["a|b", "1|2"] },
        { "a,b\r\n1,2\n3,4\r\n", ["a|b", "1|2", "3|4"] },
        { "a\n1\n", ["a", "1"] },
        { "a,b\n1,ä\tö\n", ["a|b", "1|ä\tö"] },
        { "a,b\n=cmd(),+1\n", ["a|b", "=cmd()|+1"] },
    };

    [Theory]
    [MemberData(nameof(Tricks))]
    public void Text_that_readers_split_differently_is_refused_however_it_comes(string text)
    {
        foreach (int size in new[] { 1, 2, 3, 5, 4096 })
        {
            (_, UnreadableReason? problem) = Read(Encoding.UTF8.GetBytes(text), size);
            problem.ShouldBe(UnreadableReason.MalformedCsv, $"in pieces of {size}");
        }
    }

    [Theory]
    [MemberData(nameof(Plain))]
    public void Plain_text_is_split_alike_however_it_comes(string text, string[] rows)
    {
        foreach (int size in new[] { 1, 2, 3, 5, 4096 })
        {
            (List<string> read, UnreadableReason? problem) = Read(Encoding.UTF8.GetBytes(text), size);
            problem.ShouldBeNull();
            read.ShouldBe(rows, ignoreOrder: false, $"in pieces of {size}");
        }
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_refused()
    {
        Read([.. "a,b\n1,"u8, 0xC3, 0x28, (byte)'\n'], 4096).Problem.ShouldBe(UnreadableReason.InvalidUtf8);
        Read([.. "a,b\n1,"u8, 0xED, 0xA0, 0x80, (byte)'\n'], 4096).Problem.ShouldBe(UnreadableReason.InvalidUtf8);
    }

    [Fact]
    public void A_row_without_end_is_too_large()
    {
        byte[] text = [.. "a,b\n1,\""u8, .. Enumerable.Repeat((byte)'x', 3 * CsvReader.MaxRowLength)];

        Read(text, 1 << 16).Problem.ShouldBe(UnreadableReason.TooLarge);
    }

    [Fact]
    public void The_bytes_of_all_rows_together_are_the_bytes_that_came()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"{i},\"x \"\"{new string('y', i % 300)}\"\"\nz\",ä{(i % 2 == 0 ? "\r\n" : "\n")}")));
        using MemoryStream joined = new();
        using CsvReader reader = new(new PiecewiseStream(text, 7_001));

        while (reader.Read())
        {
            joined.Write(reader.Row);
        }

        reader.Problem.ShouldBeNull();
        joined.ToArray().ShouldBe(text);
    }

    private static (List<string> Rows, UnreadableReason? Problem) Read(byte[] text, int size)
    {
        using CsvReader reader = new(new PiecewiseStream(text, size));
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.Text)));
        }

        return (rows, reader.Problem);
    }

    /// <summary>Gives its bytes in pieces.</summary>
    private sealed class PiecewiseStream(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, size));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, size)]);
    }
}

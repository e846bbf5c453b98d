using System.Globalization;
using System.Text;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Payloads.Csv;
using HmisGateway.Policy.Tests.Respelling;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>The sweep of rows remembers fields; whoever is mentioned must be found all the same.</summary>
public sealed class RowSweepTests
{
    private const ulong Seed = 20261102;
    private static readonly SweepKey s_key = SweepKey.Create();

    private static readonly string[] s_fields =
    [
        "", "7", "200", "Ada", "Quill", "Ann2", "Lee", "O'Neill", "\"Quill, Ada\"", "219", "09", "9999", "219-09-9999", "219 09 9998", "219099999", "2190 99999", "1980-02-03",
        "02/03/1980", "19800203", "2026-02-01 21:00:00", "2026-02-02 21:00:00", "p0000001", "p0000002", "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "3fa85f64-5717-4562-b3fc-2c963f66afa7", "\"said \"\"Ada Quill\"\" twice\"", "Ädä", "\"lives with Ann2 Lee, born 1980-02-03, and with many other people whom nobody knows\"",
        "318384000000", "123456789012345",
    ];

    [Fact]
    public void A_row_after_thousands_of_others_is_swept_like_the_first_one()
    {
        Dice dice = new(Seed);
        IdentifierIndex index = Index();
        RowSweep remembering = new(s_key);
        StringBuilder rows = new();
        for (int i = 0; i < 4_000; i++)
        {
            rows.AppendJoin(',', Enumerable.Range(0, 6).Select(_ => dice.OneIn(4) ? Fresh(dice) : dice.Of(s_fields))).Append('\n');
        }

        int mentions = 0;
        using CsvReader reader = new(new MemoryStream(Encoding.UTF8.GetBytes(rows.ToString())));
        while (reader.Read())
        {
            RowSweep fresh = new(s_key);
            remembering.Take(reader);
            fresh.Take(reader);

            string expected = Told(fresh.Find(index, "north", "hmis"));
            Told(remembering.Find(index, "north", "hmis")).ShouldBe(expected, $"row {reader.RowNumber}, seed {Seed}");
            mentions += expected.Length > 0 ? 1 : 0;
        }

        reader.RowNumber.ShouldBe(4_000);
        mentions.ShouldBeInRange(500, 3_900);
    }

    [Theory]
    [InlineData("x,219-09-9999,y")]
    [InlineData("219 09 9999,7,8")]
    [InlineData("7,p0000001,")]
    [InlineData("Ada,Quill,7")]
    [InlineData("7,\"Quill, Ada\",2")]
    [InlineData("Quill,,Ada")]
    [InlineData("7,3fa85f64-5717-4562-b3fc-2c963f66afa6,")]
    public void Whoever_stands_in_one_field_or_in_two_beside_each_other_is_found_and_stands_in_the_trace(string row)
    {
        IdentifierIndex index = Index();
        (RowSweep sweep, SweepTrace trace) = Swept(row);

        sweep.Find(index, "north", "hmis").ShouldNotBeEmpty();
        index.MayBeIn(trace, "north", "hmis", static _ => true).ShouldBeTrue();
    }

    [Theory]
    [InlineData("219,09,9999")]
    [InlineData("p000,0001,7")]
    [InlineData("Ada,Other,Quill")]
    [InlineData("1980-02-03,7,8")]
    public void Parts_in_different_fields_are_nobody(string row)
    {
        IdentifierIndex index = Index(withDigits: false);
        (RowSweep sweep, SweepTrace trace) = Swept(row);

        sweep.Find(index, "north", "hmis").ShouldBeEmpty();
        index.MayBeIn(trace, "north", "hmis", static _ => true).ShouldBeFalse();
    }

    [Fact]
    public void A_name_with_a_digit_in_it_may_stand_in_a_trace_that_has_its_other_words()
    {
        IdentifierIndex index = new(s_key);
        index.AddIdentity(new PersonId(5), "Ann2", "Lee Quill", null, null);
        (RowSweep sweep, SweepTrace trace) = Swept("Ann2,Lee Quill,7");

        sweep.Find(index, "north", "hmis").ShouldNotBeEmpty();
        index.MayBeIn(trace, "north", "hmis", static _ => true).ShouldBeTrue();
    }

    [Fact]
    public void A_trace_of_millions_of_ids_says_of_most_others_that_they_are_not_in_it()
    {
        const int Rows = 100_000;
        SweepTrace trace = new(Rows * 100L);
        RowSweep sweep = new(s_key);
        using CsvReader reader = new(new MemoryStream(Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, Rows).Select(static i => string.Create(CultureInfo.InvariantCulture, $"v{i:x8},e{i / 9:x8},bed\n"))))));
        while (reader.Read())
        {
            sweep.Take(reader);
            sweep.AddTo(trace);
        }

        int wrong = Enumerable.Range(0, 10_000).Count(i => OfOne(i).MayBeIn(trace, "north", "hmis", static _ => true));

        wrong.ShouldBeLessThan(200);

        static IdentifierIndex OfOne(int number)
        {
            IdentifierIndex index = new(s_key);
            index.AddVendorId(new PersonId(1), string.Create(CultureInfo.InvariantCulture, $"q{number:x8}"), "hmis");
            return index;
        }
    }

    private static (RowSweep Sweep, SweepTrace Trace) Swept(string row)
    {
        RowSweep sweep = new(s_key);
        SweepTrace trace = new(1_000);
        using CsvReader reader = new(new MemoryStream(Encoding.UTF8.GetBytes(row + "\n")));
        reader.Read().ShouldBeTrue();
        sweep.Take(reader);
        sweep.AddTo(trace);
        return (sweep, trace);
    }

    /// <param name="withDigits">A name of which only one word has no digit may stand in every trace.</param>
    private static IdentifierIndex Index(bool withDigits = true)
    {
        IdentifierIndex index = new(s_key);
        index.AddIdentity(new PersonId(1), "Ada", "Quill", "1980-02-03", "219-09-9999");
        if (withDigits)
        {
            index.AddIdentity(new PersonId(2), "Ann2", "Lee", "1980-02-03", null);
        }

        index.AddAgencyId(new PersonId(3), "p0000001", "north");
        index.AddVendorId(new PersonId(4), "3fa85f64-5717-4562-b3fc-2c963f66afa6", "hmis");
        return index;
    }

    private static string Fresh(Dice dice) => string.Create(CultureInfo.InvariantCulture, $"s{dice.Below(int.MaxValue):x8}");

    private static string Told(IReadOnlyList<IdentifierMatch> found) =>
        string.Join(' ', found.OrderBy(static match => match.Person.Value).Select(static match => $"{match.Person.Value}:{match.Kind}"));
}

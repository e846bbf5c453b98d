using CsCheck;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Tests.Clients;

/// <summary>However an identity is spelled again, it is found by what is on file for it.</summary>
public sealed class RespellingProperties
{
    private const string Seed = "0000KOIPe036";
    private static readonly string[] s_firsts = ["Ana", "Jos\u00E9", "Mary Ann", "Bj\u00F8rn", "Li", "\u0141ukasz", "D'Andre"];
    private static readonly string[] s_lasts = ["Lopez", "O'Brien", "De La Cruz", "Nu\u00F1ez", "Ng", "Garcia-Lopez", "Gro\u00DF"];

    private static readonly Gen<Func<string, string>> s_spelling = OneOf<Func<string, string>>(
        static name => name,
        static name => name.ToUpperInvariant(),
        static name => string.Concat(name.Select(char.ToLowerInvariant)),
        static name => $"  {name} ",
        static name => name.Normalize(System.Text.NormalizationForm.FormD),
        static name => name.Replace('\'', '\u2019'),
        static name => name.Replace(' ', '-'),
        static name => name.Replace("-", " ", StringComparison.Ordinal));

    private static readonly Gen<Func<DateOnly, string>> s_dating = OneOf<Func<DateOnly, string>>(
        static date => $"{date:yyyy-MM-dd}",
        static date => $"{date:yyyyMMdd}",
        static date => FormattableString.Invariant($"{date.Month}/{date.Day}/{date.Year}"),
        static date => FormattableString.Invariant($"{date.Month:00}/{date.Day:00}/{date.Year}"),
        static date => $"{date:yyyy-MM-dd}T00:00:00",
        static date => $"{date:yyyy-MM-dd}T23:59:59-06:00",
        static date => FormattableString.Invariant($"{(date.DayNumber - new DateOnly(1970, 1, 1).DayNumber) * 86_400_000L}"));

    private static readonly Gen<Func<string, string>> s_numbering = OneOf<Func<string, string>>(
        static ssn => ssn,
        static ssn => $"{ssn[..3]}-{ssn[3..5]}-{ssn[5..]}",
        static ssn => $"{ssn[..3]} {ssn[3..5]} {ssn[5..]}");

    private static readonly Gen<(string First, string Last, DateOnly Birth, string Ssn)> s_people = Gen.Select(
        OneOf(s_firsts),
        OneOf(s_lasts),
        Gen.Int[new DateOnly(1930, 1, 1).DayNumber, new DateOnly(2020, 12, 31).DayNumber].Where(static day => day != new DateOnly(1970, 1, 1).DayNumber),
        Gen.Int[410_01_1001, 410_99_8999].Where(static number => number / 10_000 % 100 != 0 && number % 10_000 != 0),
        static (first, last, day, number) => (first, last, DateOnly.FromDayNumber(day), FormattableString.Invariant($"{number:000000000}")));

    [Fact]
    public void Two_of_three_in_any_spelling_and_order_are_found() =>
        Gen.Select(s_people, s_spelling, s_dating, s_numbering, Gen.Int[0, 2], Gen.Int[0, 4]).Sample(
            (person, spell, date, number, missing, arrangement) =>
            {
                ReportedIdentity onFile = IdentityNormalizer.Normalize(person.First, person.Last, $"{person.Birth:yyyy-MM-dd}", person.Ssn);
                (string? first, string? last) = Arrange(spell(person.First), spell(person.Last), arrangement);
                ReportedIdentity again = IdentityNormalizer.Normalize(
                    missing == 0 ? null : first,
                    missing == 0 ? null : last,
                    missing == 1 ? null : date(person.Birth),
                    missing == 2 ? null : number(person.Ssn));

                Finds(onFile, again).ShouldBeTrue($"{onFile} {again}");
            },
            seed: Seed,
            iter: 5_000);

    [Fact]
    public void A_masked_number_beside_name_and_date_of_birth_is_found() =>
        Gen.Select(s_people, s_spelling, s_dating, OneOf("xxx-xx-", "XXXXX", "*****", "###-##-", "")).Sample(
            (person, spell, date, mask) =>
            {
                ReportedIdentity onFile = IdentityNormalizer.Normalize(person.First, person.Last, $"{person.Birth:yyyy-MM-dd}", person.Ssn);
                ReportedIdentity again = IdentityNormalizer.Normalize(spell(person.First), spell(person.Last), date(person.Birth), mask + person.Ssn[5..]);

                again.SsnLast4.ShouldBe(person.Ssn[5..]);
                IdentityFingerprints.MatchesOf(again).Intersect(IdentityFingerprints.MatchesOf(onFile))
                    .ShouldContain(static found => found.Form == IdentityFingerprintForm.NameSsn4AndBirth);
            },
            seed: Seed,
            iter: 2_000);

    [Fact]
    public void Two_people_who_share_one_part_only_never_match() =>
        Gen.Select(s_people, s_people, Gen.Int[0, 2]).Sample(
            (one, other, shared) =>
            {
                ReportedIdentity onFile = IdentityNormalizer.Normalize(one.First, one.Last, $"{one.Birth:yyyy-MM-dd}", one.Ssn);
                ReportedIdentity stranger = IdentityNormalizer.Normalize(
                    shared == 0 ? one.First : other.First + "x",
                    shared == 0 ? one.Last : other.Last + "x",
                    shared == 1 ? $"{one.Birth:yyyy-MM-dd}" : $"{one.Birth.AddDays(1):yyyy-MM-dd}",
                    shared == 2 ? one.Ssn : FormattableString.Invariant($"5{one.Ssn[1..]}"));

                Finds(onFile, stranger).ShouldBeFalse();
            },
            seed: Seed,
            iter: 2_000);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static (string? First, string? Last) Arrange(string first, string last, int arrangement) => arrangement switch
    {
        1 => (last, first),
        2 => ($"{last}, {first}", null),
        3 => ("", $"{last}, {first}"),
        4 => (first, last + " Jr."),
        _ => (first, last),
    };

    private static bool Finds(ReportedIdentity onFile, ReportedIdentity again) => IdentityFingerprints.MatchesOf(again)
        .Concat(IdentityFingerprints.OtherReadingsOf(again))
        .Intersect(IdentityFingerprints.MatchesOf(onFile))
        .Any();
}

using System.Globalization;

namespace HmisGateway.Bench.Payloads;

/// <summary>A made-up client of the bench agency.</summary>
/// <param name="Id">The agency's own client id, e.g. <c>full-1</c>.</param>
/// <param name="Choice">The choice on file, as the agency API spells it.</param>
/// <param name="FirstName">First name.</param>
/// <param name="LastName">Last name.</param>
/// <param name="BirthDate">Date of birth.</param>
/// <param name="Ssn">Nine digits from a range that is never issued (area 9xx).</param>
/// <param name="VendorId">The client's id in HMIS.</param>
internal sealed record BenchClient(string Id, string Choice, string FirstName, string LastName, DateOnly BirthDate, string Ssn, string VendorId)
{
    private const string Consonants = "bcdfghklmnprstvz";
    private const int FirstVendorId = 70_000_000;
    private const string Vowels = "aeiou";

    /// <summary>Clients with ids <c>{choice}-1</c> to <c>{choice}-{count}</c>, no two alike.</summary>
    public static IReadOnlyList<BenchClient> Make(string choice, int count, SeededNumbers numbers) =>
        [.. Enumerable.Range(1, count).Select(i => new BenchClient(
            string.Create(CultureInfo.InvariantCulture, $"{choice}-{i}"),
            choice,
            Word(numbers, 3),
            Word(numbers, 4),
            new DateOnly(1950, 1, 1).AddDays(numbers.Next(18_000)),
            string.Create(CultureInfo.InvariantCulture, $"9{numbers.Next(90) + 10:00}{numbers.Next(90) + 10:00}{numbers.Next(9000) + 1000:0000}"),
            string.Create(CultureInfo.InvariantCulture, $"{(int)choice[0]}{FirstVendorId + i}")))];

    private static string Word(SeededNumbers numbers, int syllables)
    {
        var letters = new char[syllables * 2];
        for (var i = 0; i < letters.Length; i += 2)
        {
            letters[i] = Consonants[numbers.Next(Consonants.Length)];
            letters[i + 1] = Vowels[numbers.Next(Vowels.Length)];
        }

        letters[0] = char.ToUpperInvariant(letters[0]);
        return new string(letters);
    }
}

using System.Text.RegularExpressions;
using HmisGateway.Pipeline.Answers;

namespace HmisGateway.Tests.Answers;

public sealed partial class ProblemTextTests
{
    private const string Reference = "7K2-M9";

    public static TheoryData<string> Codes => [.. ProblemCodes.All.Select(code => code.ToString())];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Messages_are_short_plain_and_kind(string name)
    {
        ProblemCode code = Enum.Parse<ProblemCode>(name);
        foreach (string message in new[] { ProblemText.English(code).Message(Reference), ProblemText.English(code).Message([]) })
        {
            Grade(message).ShouldBeLessThanOrEqualTo(8, message);
            Harsh().IsMatch(message).ShouldBeFalse(message);
        }

        foreach (string message in new[] { ProblemText.Spanish(code).Message(Reference), ProblemText.Spanish(code).Message([]) })
        {
            Harsh().IsMatch(message).ShouldBeFalse(message);
            message.ShouldContain(". ", Case.Sensitive);
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void What_is_kept_has_its_reference_in_both_messages_and_no_slot_is_left(string name)
    {
        ProblemCode code = Enum.Parse<ProblemCode>(name);
        bool keeps = code.IsDivert() || code == ProblemCode.OutcomeUnknown;
        ProblemText.English(code).Message(Reference).Contains(Reference, StringComparison.Ordinal).ShouldBe(keeps);
        ProblemText.Spanish(code).Message(Reference).Contains(Reference, StringComparison.Ordinal).ShouldBe(keeps);
        ProblemText.English(code).Message([]).ShouldNotContain("{");
        ProblemText.Spanish(code).Message([]).ShouldNotContain("{");
    }

    // Flesch-Kincaid grade level; names that everybody in this work knows count as one easy word.
    private static double Grade(string text)
    {
        string plain = Known().Replace(text, "form");
        int sentences = Math.Max(1, plain.Count(letter => letter is '.' or ':'));
        string[] words = [.. Word().Matches(plain).Select(match => match.Value)];
        int syllables = words.Sum(Syllables);
        return (0.39 * words.Length / sentences) + (11.8 * syllables / words.Length) - 15.59;
    }

    private static int Syllables(string word)
    {
        int groups = Vowels().Count(word);
        bool silent = word.Length > 2 && word.EndsWith('e') && !word.EndsWith("le", StringComparison.OrdinalIgnoreCase);
        return Math.Max(1, silent ? groups - 1 : groups);
    }

    [GeneratedRegex(@"Release of Information|HMIS|No Sharing|\(reference [^)]*\)")]
    private static partial Regex Known();

    [GeneratedRegex("[A-Za-z']+")]
    private static partial Regex Word();

    [GeneratedRegex("[aeiouy]+", RegexOptions.IgnoreCase)]
    private static partial Regex Vowels();

    [GeneratedRegex("violation|violación|denied|denegad|illegal|ilegal|forbidden|prohibid|refused client|error|fail|must not", RegexOptions.IgnoreCase)]
    private static partial Regex Harsh();
}

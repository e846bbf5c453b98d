using System.Text;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Payloads;

/// <summary>The ways in which a full name is written in a text, as the words that the sweep takes out of it.</summary>
/// <remarks>
/// Both orders (<c>Ann Lee</c>, <c>Lee, Ann</c>); names of several parts in one word or in several (<c>De La Cruz</c>, <c>DeLaCruz</c>);
/// with or without the apostrophe of <c>O'Brien</c>. Single letters are no words, as in the sweep.
/// </remarks>
internal static class NameSpelling
{
    /// <summary>Names of more parts are taken in one word, or in all.</summary>
    private const int MaxParts = 4;

    /// <summary>The spellings of a name.</summary>
    /// <param name="firstName">First name as stated.</param>
    /// <param name="lastName">Last name as stated.</param>
    /// <returns>Each as its words in order, folded; none unless both are stated and neither is a placeholder.</returns>
    internal static IEnumerable<byte[][]> Of(string? firstName, string? lastName)
    {
        if (PersonName.FullName(firstName, lastName) is null)
        {
            yield break;
        }

        (string? statedFirst, string? statedLast) = PersonName.Apart(firstName, lastName);
        List<string[]> firsts = Spellings(statedFirst!);
        List<string[]> lasts = Spellings(statedLast!);
        foreach (string[] first in firsts)
        {
            foreach (string[] last in lasts)
            {
                yield return Encode(first, last);
                yield return Encode(last, first);
            }
        }
    }

    private static byte[][] Encode(string[] one, string[] other) => [.. one.Concat(other).Select(Encoding.UTF8.GetBytes)];

    private static List<string[]> Spellings(string name)
    {
        string[] words = [.. PersonName.FoldText(name).Parts(static c => !char.IsLetterOrDigit(c)).Where(static word => word.Length > 1 && word.Any(char.IsLetter))];
        List<string[]> spellings = words.Length is > 1 and <= MaxParts ? Joined(words) : words.Length == 0 ? [] : [words];
        if (words.Length > MaxParts)
        {
            spellings.Add([string.Concat(words)]);
        }

        string whole = PersonName.FoldText(name).Where(char.IsLetterOrDigit).Aggregate(new StringBuilder(), static (text, c) => text.Append(c)).ToString();
        if (whole.Length > 1 && !spellings.Exists(spelling => spelling is [{ } only] && only == whole))
        {
            // "O'Brien" without its apostrophe.
            spellings.Add([whole]);
        }

        if (words is [['o', not ('a' or 'e' or 'i' or 'o' or 'u'), _, _, ..] irish])
        {
            // "OBrien", which others write with an apostrophe.
            spellings.Add([irish[1..]]);
        }

        return spellings;
    }

    /// <summary>All ways to write some of the words together.</summary>
    private static List<string[]> Joined(string[] words)
    {
        List<string[]> spellings = [];
        for (int joints = 0; joints < 1 << (words.Length - 1); joints++)
        {
            List<string> spelling = [words[0]];
            for (int i = 1; i < words.Length; i++)
            {
                if ((joints & (1 << (i - 1))) != 0)
                {
                    spelling[^1] += words[i];
                }
                else
                {
                    spelling.Add(words[i]);
                }
            }

            spellings.Add([.. spelling]);
        }

        return spellings;
    }

    private static string[] Parts(this string text, Func<char, bool> isBetween)
    {
        List<string> parts = [];
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || isBetween(text[i]))
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        return [.. parts];
    }
}

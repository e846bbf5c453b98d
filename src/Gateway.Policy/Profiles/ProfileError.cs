using System.Globalization;

namespace HmisGateway.Policy.Profiles;

/// <summary>One thing that is wrong with a profile.</summary>
/// <param name="Where">
/// The JSON pointer of the member, e.g. <c>/rules/3/select/0/json</c>; of a member that comes from the profile that this one extends, with that
/// one's name before it: <c>clarity-rest#/rules/3/path</c>.
/// </param>
/// <param name="Problem">What is wrong and what to do.</param>
public sealed record ProfileError(string Where, string Problem)
{
    /// <summary>The line of the file, from 1; null where the place is not in this file.</summary>
    public int? Line { get; init; }

    /// <summary>The character in that line, from 1; null where the place is not in this file.</summary>
    public int? Column { get; init; }

    /// <summary>All of it.</summary>
    /// <returns>A line for a list of problems.</returns>
    public override string ToString()
    {
        string place = Where.Length == 0 ? "(file)" : Where;
        return Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"line {line}, column {Column}, {place}: {Problem}") : $"{place}: {Problem}";
    }
}

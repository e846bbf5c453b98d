using System.Text.RegularExpressions;

namespace HmisGateway.Policy.Profiles.Drafting;

/// <summary>Tells names that a program chose from what may be a value: an id, a name of a person.</summary>
internal static partial class FieldName
{
    /// <summary>Whether a member of an object may be named in a draft. Where ids are used as names, they are not.</summary>
    internal static bool IsMember(string name) => Member.IsMatch(name) && !ManyDigits.IsMatch(name) && !HexDigits.IsMatch(name);

    /// <summary>Whether a segment of a path is written out in a draft; any other becomes a parameter.</summary>
    internal static bool IsSegment(string segment) => Segment.IsMatch(segment) && !HexDigits.IsMatch(segment);

    /// <summary>The letters and digits of a name, in lower case: <c>client_id</c>, <c>ClientID</c> and <c>clientId</c> are one.</summary>
    internal static string Fold(string name) =>
        string.Concat(name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));

    [GeneratedRegex(@"^[A-Za-z_@$][A-Za-z0-9_.:@$\-\[\]]{0,63}$")]
    private static partial Regex Member { get; }

    [GeneratedRegex("[0-9]{4}")]
    private static partial Regex ManyDigits { get; }

    [GeneratedRegex("^[0-9a-fA-F-]{8,}$")]
    private static partial Regex HexDigits { get; }

    /// <summary>Letters, with up to two digits behind them, or a version with a year in it.</summary>
    [GeneratedRegex(@"^(?:[A-Za-z][A-Za-z_.\-]{0,40}[0-9]{0,2}|v[0-9]{1,4}(?:\.[0-9]{1,2})*)$")]
    private static partial Regex Segment { get; }
}

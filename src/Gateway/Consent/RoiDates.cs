using System.Globalization;
using System.Text.RegularExpressions;

namespace HmisGateway.Consent;

/// <summary>Reads the dates of a form, in one spelling only, between the years 1900 and 2200.</summary>
internal static partial class RoiDates
{
    private const int MinYear = 1900;
    private const int MaxYear = 2200;

    /// <summary>Reads <c>YYYY-MM-DD</c>.</summary>
    public static bool TryReadDay(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        && day.Year is >= MinYear and <= MaxYear;

    /// <summary>Reads an RFC 3339 date-time, offset included.</summary>
    public static bool TryReadInstant(string? text, out DateTimeOffset instant)
    {
        instant = default;
        return text is not null
            && Rfc3339.IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant)
            && instant.Year is >= MinYear and <= MaxYear;
    }

    [GeneratedRegex(
        @"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?([Zz]|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339 { get; }
}

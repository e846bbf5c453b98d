using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HmisGateway.Policy.Clients;

/// <summary>Reads a date of birth in the forms that agency systems and vendors write.</summary>
internal static class BirthDate
{
    /// <summary>Nobody served was born earlier; 1900-01-01 and the like are placeholders.</summary>
    private const int FirstYear = 1905;

    /// <summary>Without a clock, what is certainly no date of birth: 9999-12-31 and the like.</summary>
    private const int LastYear = 2100;

    private static readonly string[] Formats = ["yyyy/MM/dd", "yyyyMMdd", "M/d/yyyy", "M-d-yyyy", "yyyy-M-d"];

    // HUD 3.03.2: approximate or partial, client doesn't know, prefers not to answer, not collected; as codes and as the names that GraphQL APIs give them.
    private static readonly HashSet<string> Inexact = new(StringComparer.OrdinalIgnoreCase)
    {
        "2", "8", "9", "99", "APPROXIMATE_OR_PARTIAL_DOB_REPORTED", "CLIENT_DOESN_T_KNOW", "CLIENT_PREFERS_NOT_TO_ANSWER", "CLIENT_REFUSED", "DATA_NOT_COLLECTED",
    };

    /// <summary>Reads a date.</summary>
    /// <param name="text">The text as stated.</param>
    /// <returns>The date, or null when it is absent, a placeholder or not a date.</returns>
    internal static DateOnly? Read(string? text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        if (trimmed.IndexOfAny('T', ' ') is >= 8 and <= 10 and var time)
        {
            trimmed = trimmed[..time];
        }

        DateOnly? date = null;
        if (trimmed.IsEmpty)
        {
            return null;
        }

        if (DateOnly.TryParseExact(trimmed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly iso))
        {
            date = iso;
        }
        else if (DateOnly.TryParseExact(trimmed, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly exact))
        {
            date = exact;
        }
        else if (long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long milliseconds))
        {
            date = FromEpoch(milliseconds);
        }

        return IsPossible(date) ? date : null;
    }

    /// <summary>Whether somebody served may have been born then.</summary>
    internal static bool IsPossible([NotNullWhen(true)] DateOnly? date) => date is { Year: >= FirstYear and <= LastYear };

    /// <summary>True for the first of January of a record that says that it does not know the day: what is entered where only the year is known, or nothing.</summary>
    internal static bool IsPlaceholder(DateOnly? date, string? quality) => date is { Month: 1, Day: 1 } && quality is not null && Inexact.Contains(quality.Trim());

    /// <summary>The day of a moment; null for zero, which is what an empty field becomes, and for what is no date.</summary>
    internal static DateOnly? FromEpoch(long milliseconds)
    {
        long days = Math.DivRem(milliseconds, 86_400_000, out long rest) - (rest < 0 ? 1 : 0);
        long dayNumber = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + days;
        return milliseconds != 0 && dayNumber >= 0 && dayNumber <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)dayNumber)
            : null;
    }
}

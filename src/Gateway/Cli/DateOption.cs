using System.CommandLine;
using System.Globalization;

namespace HmisGateway.Cli;

/// <summary>Options that take a day.</summary>
internal static class DateOption
{
    private const string Format = "yyyy-MM-dd";

    /// <summary>Creates one; only <c>YYYY-MM-DD</c> is a day, whatever the machine's culture.</summary>
    public static Option<DateOnly?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "YYYY-MM-DD",
        CustomParser = result =>
        {
            if (result.Tokens.Count == 1
                && DateOnly.TryParseExact(result.Tokens[0].Value, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            {
                return day;
            }

            result.AddError($"{name}: write a date as YYYY-MM-DD.");
            return null;
        },
    };
}

using System.Globalization;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Answers;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.AgencyApi;

/// <summary>Reads the query of a call that lists.</summary>
internal static class PageQuery
{
    /// <summary>Refuses parameters that nobody reads: a filter with a slip of the pen would otherwise list everything.</summary>
    public static void RefuseUnknown(IQueryCollection query, List<ProblemError> errors, params string[] known)
    {
        if (query.Keys.Except(known, StringComparer.OrdinalIgnoreCase).Any())
        {
            errors.Add(new ProblemError("query", $"Known parameters are {string.Join(", ", known)}."));
        }
    }

    /// <summary>How many are asked for; 100 when nothing is said, 0 for what is no number.</summary>
    public static int ReadLimit(IQueryCollection query, List<ProblemError> errors) =>
        ReadOne(query, "limit", errors) switch
        {
            null => OfflineFilter.DefaultLimit,
            { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) => limit,
            _ => 0,
        };

    /// <summary>A parameter that may stand once; an empty one counts as left out.</summary>
    public static string? ReadOne(IQueryCollection query, string parameter, List<ProblemError> errors)
    {
        StringValues stated = query[parameter];
        if (stated.Count > 1)
        {
            errors.Add(new ProblemError(parameter, "Write it once."));
        }

        return stated.Count == 1 && !string.IsNullOrEmpty(stated[0]) ? stated[0] : null;
    }
}

using System.Globalization;
using System.Net.Http.Headers;

namespace HmisGateway.AgencyApi;

/// <summary>What the caller prefers (<c>Prefer</c>, RFC 7240). A preference that is unknown or cannot be read is ignored.</summary>
/// <param name="RespondsAsync"><c>respond-async</c>: whether the call may be answered before it is done.</param>
/// <param name="Wait"><c>wait</c>: how long the caller waits; null when it does not say.</param>
internal readonly record struct Preference(bool RespondsAsync, TimeSpan? Wait)
{
    /// <summary>The preference that says so in the answer, where it was applied.</summary>
    public const string RespondAsync = "respond-async";

    /// <summary>The header of an answer that names what was applied.</summary>
    public const string AppliedName = "Preference-Applied";

    private const string Name = "Prefer";
    private const string WaitName = "wait";

    /// <summary>Reads the preferences of a request.</summary>
    public static Preference Of(HttpRequest request)
    {
        // Of a preference that is stated more than once, the first one counts.
        Dictionary<string, string> stated = new(StringComparer.OrdinalIgnoreCase);
        foreach (string item in request.Headers[Name].SelectMany(static line => Split(line ?? "")))
        {
            if (NameValueWithParametersHeaderValue.TryParse(item, out NameValueWithParametersHeaderValue? preference))
            {
                stated.TryAdd(preference.Name, preference.Value?.Trim('"') ?? "");
            }
        }

        return new Preference(
            stated.TryGetValue(RespondAsync, out string? value) && value.Length == 0,
            stated.TryGetValue(WaitName, out string? wait) && int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
                ? TimeSpan.FromSeconds(seconds)
                : null);
    }

    /// <summary>The members of a list; a comma between quotation marks divides nothing.</summary>
    private static IEnumerable<string> Split(string list)
    {
        int start = 0;
        bool isQuoted = false;
        bool isEscaped = false;
        for (int i = 0; i < list.Length; i++)
        {
            if (list[i] == ',' && !isQuoted)
            {
                yield return list[start..i];
                start = i + 1;
            }
            else if (list[i] == '"' && !isEscaped)
            {
                isQuoted = !isQuoted;
            }

            isEscaped = isQuoted && list[i] == '\\' && !isEscaped;
        }

        yield return list[start..];
    }
}

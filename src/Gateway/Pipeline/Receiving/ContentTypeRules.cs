using HmisGateway.Policy.Payloads;
using Microsoft.Net.Http.Headers;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>One content type that every server reads alike: one type, no parameter twice, no charset but UTF-8.</summary>
internal static class ContentTypeRules
{
    /// <summary>Reads the value of <c>Content-Type</c>.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static UnreadableReason? Read(string contentType)
    {
        // What nearly every request says, without taking it apart.
        if (contentType is "application/json" or "application/json; charset=utf-8")
        {
            return null;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? parsed) || parsed.MatchesAllTypes || parsed.MatchesAllSubTypes)
        {
            return UnreadableReason.ContentType;
        }

        for (int i = 0; i < parsed.Parameters.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (parsed.Parameters[i].Name.Equals(parsed.Parameters[j].Name, StringComparison.OrdinalIgnoreCase))
                {
                    return UnreadableReason.ContentType;
                }
            }
        }

        return parsed.Charset.HasValue && !HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? UnreadableReason.Charset
            : null;
    }
}

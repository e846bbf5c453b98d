using HmisGateway.Pipeline.Repeats;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>Headers that must stand once, and headers that would make the vendor see another request than the gateway.</summary>
internal static class HeaderRules
{
    private static readonly HashSet<string> Overrides = new(StringComparer.OrdinalIgnoreCase)
    {
        "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-Original-URL", "X-Rewrite-URL",
    };

    private static readonly HashSet<string> Single = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Type", "Content-Encoding", "Authorization", "Host", "Idempotency-Key",
    };

    /// <summary>True when the headers can be read in one way only.</summary>
    public static bool AreUnambiguous(IHeaderDictionary headers)
    {
        foreach (KeyValuePair<string, StringValues> header in headers)
        {
            if (Overrides.Contains(header.Key))
            {
                return false;
            }

            if (header.Key.Equals(IdempotencyKey.HeaderName, StringComparison.OrdinalIgnoreCase) && !IdempotencyKey.IsValid(header.Value.ToString()))
            {
                return false;
            }

            if (header.Value.Count > 1
                && (Single.Contains(header.Key) || header.Key.StartsWith(GatewayHeaders.Prefix, StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        return true;
    }
}

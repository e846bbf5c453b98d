using System.Buffers;
using System.Collections.Frozen;
using HmisGateway.Pipeline.Repeats;
using HmisGateway.Policy.Payloads;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>Headers that every server reads alike: plain names, plain values, once where once is right, and none that overrides the request line.</summary>
internal static class HeaderRules
{
    /// <summary>RFC 9110 token, without the underscore: many servers and gateways take it for a hyphen.</summary>
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^`|~");

    private static readonly SearchValues<char> ValueCharacters =
        SearchValues.Create([.. "\t", .. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code)]);

    /// <summary>Some servers take method, path or host from these instead of from the request line.</summary>
    private static readonly FrozenSet<string> Overrides = new[]
    {
        "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-Original-Method", "X-Original-URL", "X-Original-URI", "X-Rewrite-URL",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Single = new[]
    {
        "Content-Type", "Content-Encoding", "Content-Length", "Authorization", "Host", "Idempotency-Key", "Expect", "Cookie", "User-Agent",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads all headers.</summary>
    /// <returns>What is wrong with the first that is not plain, or null.</returns>
    public static UnreadableReason? Read(IHeaderDictionary headers)
    {
        foreach (KeyValuePair<string, StringValues> header in headers)
        {
            string name = header.Key;
            if (name.AsSpan().ContainsAnyExcept(NameCharacters))
            {
                return UnreadableReason.HeaderName;
            }

            for (int i = 0; i < header.Value.Count; i++)
            {
                if (header.Value[i].AsSpan().ContainsAnyExcept(ValueCharacters) && !(IsOwn(name) && IsText(header.Value[i])))
                {
                    return UnreadableReason.HeaderValue;
                }
            }

            if (header.Value.Count > 1 && (Single.Contains(name) || IsOwn(name)))
            {
                return UnreadableReason.HeaderRepeated;
            }

            if (name[0] is 'I' or 'i' && name.Equals(IdempotencyKey.HeaderName, StringComparison.OrdinalIgnoreCase)
                && !IdempotencyKey.IsValid(header.Value.ToString()))
            {
                return UnreadableReason.HeaderValue;
            }

            if (name[0] is 'X' or 'x' && Overrides.Contains(name))
            {
                return UnreadableReason.MethodOverride;
            }
        }

        return null;
    }

    /// <summary>
    /// True when <c>Connection</c> names nothing but the connection itself. A header that it nominates is dropped by the next hop of one
    /// reading and used by another.
    /// </summary>
    public static bool AreConnectionOptions(StringValues options)
    {
        foreach (string? line in options)
        {
            ReadOnlySpan<char> text = line;
            foreach (Range range in text.Split(','))
            {
                ReadOnlySpan<char> option = text[range].Trim(" \t");
                if (!option.Equals("close", StringComparison.OrdinalIgnoreCase)
                    && !option.Equals("keep-alive", StringComparison.OrdinalIgnoreCase)
                    && !option.Equals("TE", StringComparison.OrdinalIgnoreCase))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Consumed here, so that no other server reads them: a name or a note may have any letters.</summary>
    private static bool IsOwn(string name) => name.StartsWith(GatewayHeaders.Prefix, StringComparison.OrdinalIgnoreCase);

    private static bool IsText(string? value)
    {
        foreach (char character in value.AsSpan())
        {
            if (char.IsControl(character))
            {
                return false;
            }
        }

        return true;
    }
}

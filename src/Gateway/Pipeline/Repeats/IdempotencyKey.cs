using Microsoft.Extensions.Primitives;

namespace HmisGateway.Pipeline.Repeats;

/// <summary>
/// The header <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header). It says that two requests are meant to be the same one; it
/// never decides about them, and it is never forwarded.
/// </summary>
internal static class IdempotencyKey
{
    /// <summary>The header.</summary>
    public const string HeaderName = "Idempotency-Key";

    /// <summary>The most characters it has.</summary>
    public const int MaxLength = 255;

    /// <summary>Whether a value can be a key: 1 to 255 visible characters of ASCII, compared exactly.</summary>
    public static bool IsValid(ReadOnlySpan<char> value) => value.Length is > 0 and <= MaxLength && !value.ContainsAnyExceptInRange('!', '~');

    /// <summary>The key of a request; null when there is none, or none that can be used: such a request is diverted as unreadable.</summary>
    public static string? Read(IHeaderDictionary headers)
    {
        StringValues values = headers[HeaderName];
        return values.Count == 1 && IsValid(values[0]) ? values[0] : null;
    }
}

using System.Buffers;

namespace HmisGateway.Agencies;

/// <summary>Which headers may carry a credential, and what a credential may look like.</summary>
internal static class VendorCredentialSyntax
{
    /// <summary>The shortest value that is taken for a secret, in characters.</summary>
    public const int MinValueLength = 16;

    /// <summary>The longest name of a header.</summary>
    public const int MaxHeaderLength = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Headers that everybody sends alike, and those that belong to the connection or to the body.</summary>
    private static readonly string[] NeverCredentials =
    [
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection", "Date", "Expect", "Forwarded", "From", "Host",
        "Idempotency-Key", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Keep-Alive", "Max-Forwards", "Origin",
        "Pragma", "Prefer", "Proxy-Connection", "Range", "Referer", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "Via",
        "X-Requested-With",
    ];

    private static readonly string[] NeverCredentialPrefixes = ["Hmis-Gateway-", "Content-", "X-Forwarded-", ":"];

    /// <summary>What is wrong with a header as the place of a credential, or null.</summary>
    public static string? HeaderProblem(string? header) =>
        header is not { Length: > 0 and <= MaxHeaderLength } || header.AsSpan().ContainsAnyExcept(NameCharacters)
            ? $"header: write the name of a request header, 1 to {MaxHeaderLength} characters, e.g. Authorization."
            : NeverCredentials.Contains(header, StringComparer.OrdinalIgnoreCase)
                || NeverCredentialPrefixes.Any(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                ? $"header: {header} does not carry a credential. Use the header that the other side reads it from, e.g. Authorization."
                : null;

    /// <summary>What is wrong with a value, or null. The text never repeats it.</summary>
    public static string? ValueProblem(string value) =>
        value.Length == 0 ? "value: it is empty."
        : value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? "value: only printable ASCII on one line stands in a header."
        : value[0] == ' ' || value[^1] == ' ' ? "value: it begins or ends with a blank."
        : value.Length > VendorCredentialHash.MaxValueLength ? $"value: more than {VendorCredentialHash.MaxValueLength} characters."
        : null;

    /// <summary>What is wrong with a credential that is to be recognised, or null.</summary>
    public static string? Problem(string? header, string value) =>
        HeaderProblem(header)
        ?? ValueProblem(value)
        ?? (value.Length < MinValueLength ? $"value: fewer than {MinValueLength} characters; too short for a secret that proves who calls." : null);
}

using System.Buffers;

namespace HmisGateway.Consent;

/// <summary>The syntax of client ids, the agency's own and the vendor's: 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>, compared exactly.</summary>
internal static class ClientIdSyntax
{
    /// <summary>What is allowed, for messages.</summary>
    public const string Rule = "1 to 64 characters of A-Z a-z 0-9 . _ -";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>True when <paramref name="id"/> may be a client id.</summary>
    public static bool IsValid(ReadOnlySpan<char> id) => id.Length is > 0 and <= MaxLength && !id.ContainsAnyExcept(Allowed);
}

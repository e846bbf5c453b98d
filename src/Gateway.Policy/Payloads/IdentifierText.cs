using System.Buffers;
using System.Text;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Payloads;

/// <summary>The one spelling in which an id is accepted: 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>, or a canonical JSON integer.</summary>
internal static class IdentifierText
{
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Characters);
    private static readonly SearchValues<byte> AllowedBytes = SearchValues.Create(Encoding.ASCII.GetBytes(Characters));

    /// <summary>Reads an id from a path, a query, a header or a JSON string without escapes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="role">Whether it refers or defines.</param>
    /// <returns>False when it is not an id. An empty text is the caller's to treat as absent.</returns>
    internal static bool IsValid(ReadOnlySpan<char> text, ReferenceRole role) =>
        text.Length is > 0 and <= ClientReference.MaxLength
        && text.IndexOfAnyExcept(Allowed) < 0
        && !(role == ReferenceRole.Defines && text.Length > 1 && text[0] == '0' && text.IndexOfAnyExceptInRange('0', '9') < 0);

    /// <summary>The same for the bytes of a JSON string, escapes resolved.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="role">Whether it refers or defines.</param>
    /// <returns>False when it is not an id.</returns>
    /// <remarks>
    /// Digits with leading zeros: a vendor that reads them as a number takes another id than one that reads text. Referring, they
    /// lead nowhere and so hold the write; defining, they would be learned as something new.
    /// </remarks>
    internal static bool IsValid(ReadOnlySpan<byte> text, ReferenceRole role) =>
        text.Length is > 0 and <= ClientReference.MaxLength
        && text.IndexOfAnyExcept(AllowedBytes) < 0
        && !(role == ReferenceRole.Defines
             && text.Length > 1
             && text[0] == '0'
             && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0);

    /// <summary>Whether a JSON number is a canonical non-negative integer; <c>1.0</c>, <c>1e0</c> and <c>-1</c> are not.</summary>
    /// <param name="number">The token; its JSON syntax is checked already, so it has no leading zeros.</param>
    /// <returns>False when it is not an id.</returns>
    internal static bool IsInteger(ReadOnlySpan<byte> number) =>
        number.Length <= ClientReference.MaxLength && number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}

using System.Text.RegularExpressions;

namespace HmisGateway.Policy.Payloads;

/// <summary>What a reference to a resource points at: <c>Patient/123</c>, the same with a version, or the same as an absolute address.</summary>
/// <param name="Type">The type of the resource; null for one of the same document.</param>
/// <param name="Id">Its id; null for one of the same document.</param>
/// <param name="Link">The <c>urn:uuid:</c> of another entry, in capitals; null for any other.</param>
/// <remarks>A part of the same resource (<c>#id</c>) has none of them.</remarks>
internal readonly partial record struct ResourceReference(string? Type, string? Id, string? Link)
{
    /// <summary>Reads a reference.</summary>
    /// <param name="text">The reference as stated.</param>
    /// <returns>Null for anything else: a search, another kind of <c>urn</c>, steps such as <c>..</c>, an address with a query or a fragment.</returns>
    internal static ResourceReference? Read(string text)
    {
        if (text.StartsWith('#'))
        {
            return new ResourceReference(null, null, null);
        }

        if (Urn().IsMatch(text))
        {
            return new ResourceReference(null, null, text.ToUpperInvariant());
        }

        Match match = Address().Match(text);
        return match.Success ? new ResourceReference(match.Groups["type"].Value, match.Groups["id"].Value, null) : null;
    }

    [GeneratedRegex("^urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Urn();

    [GeneratedRegex(
        "^(https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)*/)?(?<type>[A-Z][A-Za-z]{1,40})/(?<id>[A-Za-z0-9.-]{1,64})(/_history/[A-Za-z0-9.-]{1,64})?\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Address();
}

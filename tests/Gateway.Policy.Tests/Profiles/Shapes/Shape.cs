using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Tests.Profiles.Shapes;

/// <summary>A call as agency systems send it, with words for what belongs to a client.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Body">The body, or null.</param>
/// <param name="ContentType">Its content type; null for that of the rule.</param>
/// <remarks>
/// <c>$CLIENT</c>, <c>$OWN</c> (the agency's id), <c>$ENROLLMENT</c>, <c>$HOUSEHOLD</c>, <c>$RECORD</c>, <c>$FIRST</c>, <c>$LAST</c>, <c>$BIRTH</c> and <c>$SSN</c> are those
/// of the first client; with a 2 at the end, those of the second.
/// </remarks>
internal sealed record Shape(string Method, string Target, string? Body = null, string? ContentType = null)
{
    /// <summary>True when it is about two clients.</summary>
    internal bool IsMixed => Fill(Who.Full, Who.Full) != Fill(Who.Full, Who.None);

    /// <summary>The call about two clients.</summary>
    internal Shape Fill(Who first, Who second) => new(Method, Fill(Target, first, second), Body is null ? null : Fill(Body, first, second), ContentType);

    private static string Fill(string text, Who first, Who second)
    {
        foreach ((string suffix, Who who) in (ReadOnlySpan<(string, Who)>)[("2", second), ("", first)])
        {
            text = text
                .Replace("$CLIENT" + suffix, Registry.Id(IdentifierScheme.Vendor, who), StringComparison.Ordinal)
                .Replace("$OWN" + suffix, Registry.Id(IdentifierScheme.Agency, who), StringComparison.Ordinal)
                .Replace("$ENROLLMENT" + suffix, Registry.Id(IdentifierScheme.Enrollment, who), StringComparison.Ordinal)
                .Replace("$HOUSEHOLD" + suffix, Registry.Id(IdentifierScheme.Household, who), StringComparison.Ordinal)
                .Replace("$RECORD" + suffix, Registry.Id(IdentifierScheme.Record, who), StringComparison.Ordinal)
                .Replace("$FIRST" + suffix, Registry.FirstName(who), StringComparison.Ordinal)
                .Replace("$LAST" + suffix, Registry.LastName(who), StringComparison.Ordinal)
                .Replace("$BIRTH" + suffix, Registry.BirthDate(who), StringComparison.Ordinal)
                .Replace("$SSN" + suffix, Registry.Ssn(who), StringComparison.Ordinal);
        }

        return text;
    }
}

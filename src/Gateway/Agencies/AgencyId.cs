using System.Text.RegularExpressions;

namespace HmisGateway.Agencies;

/// <summary>The syntax of agency ids: lower-case words of <c>a-z 0-9</c> joined by single hyphens.</summary>
internal static partial class AgencyId
{
    /// <summary>The longest id.</summary>
    public const int MaxLength = 64;

    /// <summary>True when <paramref name="id"/> may be an agency's id.</summary>
    public static bool IsValid(string? id) => id is { Length: > 0 and <= MaxLength } && Syntax.IsMatch(id);

    [GeneratedRegex(@"\A[a-z0-9](-?[a-z0-9])*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Syntax { get; }
}

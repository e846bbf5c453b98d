namespace HmisGateway.Offline;

/// <summary>Which items an agency asks for, as it wrote them. Null means any.</summary>
/// <param name="After">The cursor of the page before.</param>
/// <param name="Limit">How many at most, 1 to 500.</param>
/// <param name="Client">The agency's own client id.</param>
/// <param name="Code">The code that the agency was told.</param>
/// <param name="Status">A word of <see cref="OfflineStatusWords"/>.</param>
internal sealed record OfflineFilter(string? After = null, int Limit = OfflineFilter.DefaultLimit, string? Client = null, string? Code = null, string? Status = null)
{
    /// <summary>How many items a page has when none is asked for.</summary>
    public const int DefaultLimit = 100;

    /// <summary>How many items a page has at most.</summary>
    public const int MaxLimit = 500;

    /// <summary>Nothing of it.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(OfflineFilter);
}

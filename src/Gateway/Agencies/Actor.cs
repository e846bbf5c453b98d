namespace HmisGateway.Agencies;

/// <summary>Who acts for an agency and why. Name and note are kept sealed; the ledger sees a pseudonym and the reason.</summary>
/// <param name="Name">The person, as the agency system names them; null when it does not say.</param>
/// <param name="Reason">Why; null when none is stated.</param>
/// <param name="Note">Free text; null when none is stated. May hold personal data.</param>
internal sealed record Actor(string? Name, ActorReason? Reason, string? Note)
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The longest note, in characters.</summary>
    public const int MaxNoteLength = 1000;

    /// <summary>Nobody named, nothing said.</summary>
    public static Actor Unnamed { get; } = new(null, null, null);

    /// <summary>The reason only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"actor({Reason})";
}
